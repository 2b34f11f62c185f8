import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { type ArchivedRecord, type End, type Manifest, readEnd, readManifest, readRecord } from './archive-line.rules';
import { ArchiveDigest } from './archive.digest';
import { unreadable } from './archive.errors';
import { LONGEST_STORED, MEMBER_OVERHEAD, textOfMember } from './gzip-member.rules';
import { linesOf } from './line-splitter';
import type { RecordKind } from './record-kind.rules';
import { RECORD_KINDS } from './record-kinds.rules';

const LENGTH_BYTES = 4;
const CHUNK = 256 * 1024;

/** How far a reading has come, from 0 to 1. The reading waits for a promise. */
export type OnProgress = (records: number, share: number) => void | Promise<void>;

/**
 * An archive whose bytes are what its writer wrote. Reading it again yields its records one at a time.
 */
export class ArchiveReader {
  private readonly kinds: ReadonlyMap<string, RecordKind> = new Map(RECORD_KINDS.map((kind) => [kind.kind, kind]));

  private constructor(
    private readonly path: string,
    /** Bytes before the member of the last line. */
    private readonly bodyBytes: number,
    readonly end: End,
    readonly manifest: Manifest,
  ) {}

  /** @throws ArchiveError archive_unreadable where a byte is missing, added or changed */
  static async open(path: string): Promise<ArchiveReader> {
    const file = await open(path, 'r');
    try {
      const { end, bodyBytes } = await readEndOf(file);
      if ((await sealOf(path, bodyBytes)) !== end.seal) throw unreadable('It is damaged: its bytes are not those that its seal names.');
      return new ArchiveReader(path, bodyBytes, end, await manifestOf(path, bodyBytes));
    } finally {
      await file.close();
    }
  }

  /**
   * The records in their order. Ends without an error only after the last one, and only where counts and digest are those
   * of the last line.
   *
   * @throws ArchiveError archive_unreadable
   */
  async *records(onProgress: OnProgress = () => undefined): AsyncGenerator<ArchivedRecord> {
    const digest = new ArchiveDigest();
    const position = { bytes: 0 };
    const namespaces = new Set(this.manifest.namespaces);
    let number = 0;
    for await (const line of linesOf(unpacked(this.path, this.bodyBytes, position))) {
      number += 1;
      if (number === 1) continue;
      const record = readRecord(line, this.kinds);
      if ('fault' in record) throw unreadable(`Line ${number} is no record: ${record.fault}.`);
      if (!namespaces.has(record.namespace)) throw unreadable(`Line ${number} is of a namespace that the manifest does not name.`);
      digest.add(record);
      yield record;
      await onProgress(digest.total, position.bytes / this.bodyBytes);
    }
    if (JSON.stringify(digest.counts) !== JSON.stringify(this.end.counts)) throw unreadable('It does not hold as many records as its last line says.');
    if (digest.digest() !== this.end.digest) throw unreadable('Its records are not those that its digest names.');
  }
}

/** The last four bytes of a gzip member are the length of its content, by which its beginning is found. */
async function readEndOf(file: FileHandle): Promise<{ end: End; bodyBytes: number }> {
  const { size } = await file.stat();
  const length = await bytesAt(file, Math.max(size - LENGTH_BYTES, 0), LENGTH_BYTES);
  const contentBytes = length.length === LENGTH_BYTES ? length.readUInt32LE() : LONGEST_STORED + 1;
  const bodyBytes = size - contentBytes - MEMBER_OVERHEAD;
  if (contentBytes > LONGEST_STORED || bodyBytes <= 0) throw notWhole();
  const text = textOfMember(await bytesAt(file, bodyBytes, size - bodyBytes));
  const end = text?.endsWith('\n') ? readEnd(text.slice(0, -1)) : undefined;
  if (!end) throw notWhole();
  return { end, bodyBytes };
}

const notWhole = () => unreadable('It is not a whole archive of stemedb: its end is missing or damaged.');

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function sealOf(path: string, bodyBytes: number): Promise<string> {
  const seal = new Blake3Hasher();
  for await (const chunk of bodyOf(path, bodyBytes)) seal.update(chunk);
  return seal.digest('hex');
}

async function manifestOf(path: string, bodyBytes: number): Promise<Manifest> {
  const lines = linesOf(unpacked(path, bodyBytes, { bytes: 0 }));
  const first = await lines.next();
  await lines.return(undefined);
  const manifest = first.done === true ? undefined : readManifest(first.value);
  if (manifest) return manifest;
  throw unreadable('Its first line is no manifest that this version can read.');
}

function bodyOf(path: string, bodyBytes: number): AsyncIterable<Buffer> {
  return createReadStream(path, { end: bodyBytes - 1, highWaterMark: CHUNK });
}

/** @param position learns how many packed bytes have been taken */
async function* unpacked(path: string, bodyBytes: number, position: { bytes: number }): AsyncGenerator<Buffer> {
  const packed = createReadStream(path, { end: bodyBytes - 1, highWaterMark: CHUNK });
  // Errors of either end reach the loop through the last stream.
  const gunzip = pipeline(packed, createGunzip(), () => undefined);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      position.bytes = packed.bytesRead;
      yield chunk;
    }
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw unreadable('It cannot be unpacked.', error);
    throw error;
  }
}
