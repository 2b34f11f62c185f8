import type { Counts } from './archive-line.rules';
import { ArchiveDigest } from './archive.digest';
import { ArchiveReader, type OnProgress } from './archive.reader';
import { type RecordFault, RecordVerifier } from './record-verifier.rules';
import { lostReferences } from './store.references';
import { withSnapshot } from './store.snapshot';

/** Learns of each record that fails, as it is found. */
export type OnFault = (fault: RecordFault) => void;

export interface Verification {
  /** RFC 3339. */
  readonly as_of: string;
  readonly namespaces: readonly string[];
  /** Records by kind. */
  readonly counts: Counts;
  /** The digest that an archive of these records has. */
  readonly digest: string;
  /** How many faults were found. */
  readonly failed: number;
}

/**
 * Recomputes every address, every signature and the audit chain of a store, and looks for everything that a record rests
 * on. Reads one snapshot and changes nothing.
 *
 * @throws ArchiveError schema_not_current, namespace_not_found
 */
export function verifyStore(url: string, namespace: string | undefined, onFault: OnFault, onProgress: OnProgress = () => undefined): Promise<Verification> {
  return withSnapshot(url, namespace, async (snapshot) => {
    const verifier = new RecordVerifier();
    const digest = new ArchiveDigest();
    const tally = new Tally(onFault);
    for await (const record of snapshot.records()) {
      digest.add(record);
      tally.add(verifier.check(record));
      await onProgress(digest.total, 0);
    }
    tally.add(verifier.end());
    for await (const fault of lostReferences(snapshot.client, snapshot.namespaces)) tally.add([fault]);
    return { as_of: snapshot.asOf, namespaces: snapshot.namespaces, counts: digest.counts, digest: digest.digest(), failed: tally.failed };
  });
}

/**
 * Checks that an archive is whole and recomputes every address, every signature and the audit chains in it. What a record
 * rests on is looked for when the archive is imported.
 *
 * @throws ArchiveError archive_unreadable
 */
export async function verifyArchive(path: string, onFault: OnFault, onProgress: OnProgress = () => undefined): Promise<Verification> {
  const reader = await ArchiveReader.open(path);
  const verifier = new RecordVerifier();
  const tally = new Tally(onFault);
  for await (const record of reader.records(onProgress)) tally.add(verifier.check(record));
  tally.add(verifier.end());
  const { manifest, end } = reader;
  return { as_of: manifest.as_of, namespaces: manifest.namespaces, counts: end.counts, digest: end.digest, failed: tally.failed };
}

class Tally {
  failed = 0;

  constructor(private readonly onFault: OnFault) {}

  add(faults: readonly RecordFault[]): void {
    this.failed += faults.length;
    faults.forEach((fault) => this.onFault(fault));
  }
}
