import { Blake3Hasher } from '@napi-rs/blake-hash';
import type { ArchivedRecord, Counts } from './archive-line.rules';
import { ARCHIVE_FORMAT } from './archive-line.rules';

const LINE_FEED = '\n';

/** Counts records by kind and hashes their lines as they pass. */
export class ArchiveDigest {
  private readonly hasher = new Blake3Hasher().update(`${ARCHIVE_FORMAT}${LINE_FEED}`);
  private readonly byKind = new Map<string, number>();
  private all = 0;

  add({ kind, line }: ArchivedRecord): void {
    this.hasher.update(line).update(LINE_FEED);
    this.byKind.set(kind.kind, (this.byKind.get(kind.kind) ?? 0) + 1);
    this.all += 1;
  }

  get total(): number {
    return this.all;
  }

  /** Of the kinds that occur, in order of their names. */
  get counts(): Counts {
    return Object.fromEntries([...this.byKind].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** 64 lower-case hex digits; to be asked for once, after the last record. */
  digest(): string {
    return this.hasher.digest('hex');
  }
}
