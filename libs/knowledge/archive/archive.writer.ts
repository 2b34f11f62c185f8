import { once } from 'node:events';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createGzip, type Gzip } from 'node:zlib';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { type ArchivedRecord, type End, endLine, type Manifest, manifestLine } from './archive-line.rules';
import { ArchiveDigest } from './archive.digest';
import { storedMember } from './gzip-member.rules';

/** Lines travel to the compressor in pieces of about this many characters. */
const PIECE = 64 * 1024;

/** Only its owner may read it: it holds everything. */
const FILE_MODE = 0o600;

/**
 * Writes an archive beside its final name and puts it there once it is whole and on the disk, so that what bears the name
 * is never half an archive. Holds one piece of it at a time.
 */
export class ArchiveWriter {
  readonly digest = new ArchiveDigest();
  private readonly gzip: Gzip = createGzip();
  private readonly seal = new Blake3Hasher();
  private readonly written: Promise<void>;
  private failure: unknown;
  private piece = '';

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {
    this.written = this.writeCompressed();
    // The failure is thrown by the next line or by the end; until then nobody may be waiting for it.
    this.written.catch((error: unknown) => {
      this.failure = error;
      this.gzip.destroy();
    });
  }

  static async create(path: string, manifest: Manifest): Promise<ArchiveWriter> {
    const writer = new ArchiveWriter(path, await open(partOf(path), 'w', FILE_MODE));
    await writer.line(manifestLine(manifest));
    return writer;
  }

  async record(record: ArchivedRecord): Promise<void> {
    this.digest.add(record);
    await this.line(record.line);
  }

  /** Resolves once the archive is durable under its name. */
  async finish(): Promise<End> {
    await this.send();
    this.gzip.end();
    await this.written;
    const end: End = { kind: 'end', counts: this.digest.counts, digest: this.digest.digest(), seal: this.seal.digest('hex') };
    await this.file.write(storedMember(`${endLine(end)}\n`));
    await this.file.sync();
    await this.file.close();
    await rename(partOf(this.path), this.path);
    await syncDirectory(dirname(this.path));
    return end;
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    this.gzip.destroy();
    await this.written.catch((error: unknown) => (this.failure ??= error));
    await this.file.close();
    await rm(partOf(this.path), { force: true });
  }

  private async line(text: string): Promise<void> {
    this.piece += `${text}\n`;
    if (this.piece.length >= PIECE) await this.send();
  }

  private async send(): Promise<void> {
    const piece = this.piece;
    this.piece = '';
    const room = piece === '' || this.gzip.destroyed || this.gzip.write(piece);
    if (!room) await Promise.race([once(this.gzip, 'drain'), this.written]);
    if (this.failure !== undefined) throw this.failure;
  }

  private async writeCompressed(): Promise<void> {
    for await (const chunk of this.gzip as AsyncIterable<Buffer>) {
      this.seal.update(chunk);
      await this.file.write(chunk);
    }
  }
}

const partOf = (path: string): string => `${path}.part`;

/** A new name is durable once its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
