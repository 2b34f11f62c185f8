import { isUtf8 } from 'node:buffer';
import { unreadable } from './archive.errors';

const LINE_FEED = 0x0a;

/** A source of 1 MiB takes twice as much in hex digits; nothing is longer. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

/**
 * The lines of a stream, each of which ends with a line feed. Holds one of them at a time.
 *
 * @throws ArchiveError archive_unreadable for a line without an end, too long, or not UTF-8
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield textOf([...pieces, chunk.subarray(start, end)]);
      pieces = [];
      bytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
    bytes += chunk.length - start;
    if (bytes > LONGEST_LINE_BYTES) throw unreadable('A line is longer than any record.');
  }
  if (bytes > 0) throw unreadable('Its last line has no end.');
}

function textOf(pieces: readonly Buffer[]): string {
  const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  if (!isUtf8(bytes)) throw unreadable('A line is not UTF-8.');
  return bytes.toString('utf8');
}
