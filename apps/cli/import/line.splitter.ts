import { isUtf8 } from 'node:buffer';
import type { Faults } from './import.types';

/** One line of a file, blank ones included. */
export interface RawLine {
  /** From 1. */
  readonly line: number;
  /** Bytes of the file up to its end, the line feed included. */
  readonly endByte: number;
  /** Without line feed and carriage return. */
  readonly content: { readonly text: string } | Faults;
}

/** Longer than a source of 1 MiB in its longest spelling; beyond it, a line is passed over without being kept. */
const LONGEST_LINE_BYTES = 10 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** Splits bytes into lines without holding more than one of them, and never stops at a bad one. */
export async function* splitLines(chunks: AsyncIterable<Buffer>, longest = LONGEST_LINE_BYTES): AsyncGenerator<RawLine> {
  const pending = new PendingLine(longest);
  let line = 0;
  let endByte = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      pending.add(chunk.subarray(start, end));
      endByte += end + 1 - start;
      line += 1;
      yield { line, endByte, content: pending.take(line === 1) };
      start = end + 1;
    }
    pending.add(chunk.subarray(start));
    endByte += chunk.length - start;
  }
  if (pending.begun) yield { line: line + 1, endByte, content: pending.take(line === 0) };
}

/** The pieces of a line whose end has not come yet. */
class PendingLine {
  private pieces: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly longest: number) {}

  get begun(): boolean {
    return this.bytes > 0;
  }

  add(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.bytes > this.longest) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  take(isFirst: boolean): RawLine['content'] {
    const tooLong = this.bytes > this.longest;
    const bytes = this.pieces.length === 1 ? (this.pieces[0] as Buffer) : Buffer.concat(this.pieces);
    this.pieces = [];
    this.bytes = 0;
    if (tooLong) return { faults: [{ path: '', message: `expected a line of at most ${this.longest} bytes` }] };
    if (!isUtf8(bytes)) return { faults: [{ path: '', message: 'expected UTF-8' }] };
    const text = bytes.toString('utf8').replace(/\r$/, '');
    return { text: isFirst ? text.replace(/^\ufeff/, '') : text };
  }
}
