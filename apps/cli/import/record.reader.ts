import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { readCsv } from './csv.reader';
import type { Format, InputFile, InputRecord } from './import.types';
import { parseLine } from './line.rules';
import { splitLines } from './line.splitter';

export interface ReadOptions {
  /** Records that end at or before this line are passed over. */
  readonly after?: number;
  /** Sees every byte that is read. */
  readonly onBytes?: (chunk: Buffer) => void;
}

const CHUNK_BYTES = 256 * 1024;

/** Streams the records of a file, as it was long when the import began. */
export async function* readRecords(file: InputFile, options: ReadOptions = {}): AsyncGenerator<InputRecord> {
  // Without bytes there is no last one that a stream could end at.
  const stream = file.bytes === 0 ? Readable.from([]) : createReadStream(file.path, { end: file.bytes - 1, highWaterMark: CHUNK_BYTES });
  try {
    yield* file.format === 'csv' ? csvAfter(file, stream, options) : ndjsonAfter(stream, options);
  } finally {
    stream.destroy();
  }
}

/** What a file is, by its name. */
export function formatOf(path: string): Format {
  return /\.csv$/i.test(path) ? 'csv' : 'ndjson';
}

async function* ndjsonAfter(chunks: AsyncIterable<Buffer>, { after = 0, onBytes }: ReadOptions): AsyncGenerator<InputRecord> {
  for await (const { line, endByte, content } of splitLines(seen(chunks, onBytes))) {
    if (line <= after) continue;
    if ('text' in content && content.text.trim() === '') continue;
    yield { line, lastLine: line, endByte, content: 'text' in content ? parseLine(content.text) : content };
  }
}

async function* csvAfter(file: InputFile, chunks: AsyncIterable<Buffer>, { after = 0, onBytes }: ReadOptions): AsyncGenerator<InputRecord> {
  for await (const record of readCsv(file.path, seen(chunks, onBytes))) {
    if (record.lastLine > after) yield record;
  }
}

async function* seen(chunks: AsyncIterable<Buffer>, onBytes: ReadOptions['onBytes']): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes?.(chunk);
    yield chunk;
  }
}
