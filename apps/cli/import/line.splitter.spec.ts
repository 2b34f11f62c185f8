import fc from 'fast-check';
import { NewlineCounter } from './newline.counter';
import { type RawLine, splitLines } from './line.splitter';

async function* inChunks(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const cut of [...cuts, bytes.length].map((at) => at % (bytes.length + 1)).sort((a, b) => a - b).concat(bytes.length)) {
    yield bytes.subarray(start, cut);
    start = Math.max(start, cut);
  }
}

async function linesOf(bytes: Buffer, cuts: readonly number[] = [], longest?: number): Promise<RawLine[]> {
  const lines: RawLine[] = [];
  for await (const line of splitLines(inChunks(bytes, cuts), longest)) lines.push(line);
  return lines;
}

const textOf = ({ content }: RawLine) => ('text' in content ? content.text : content.faults[0]?.message);

describe('splitting a file into lines', () => {
  it('gives the same lines wherever the chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\ufeff]/g, ''))), fc.array(fc.nat()), async (texts, cuts) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
        const lines = await linesOf(bytes, cuts);
        expect(lines.map(textOf)).toEqual(texts);
        expect(lines.map(({ line }) => line)).toEqual(texts.map((_, index) => index + 1));
        expect(lines.at(-1)?.endByte ?? 0).toBe(bytes.length);
      }),
    );
  });

  it('takes CRLF, a byte order mark, and a last line without an end', async () => {
    expect((await linesOf(Buffer.from('\ufeffa\r\nb'))).map(textOf)).toEqual(['a', 'b']);
  });

  it('passes over bytes that are no UTF-8 and over endless lines, and goes on', async () => {
    const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0x0a]), Buffer.from(`${'x'.repeat(50)}\nb\n`)]);
    for (const cuts of [[], [1, 5, 20, 30]]) {
      expect((await linesOf(bytes, cuts, 20)).map(textOf)).toEqual(['a', 'expected UTF-8', 'expected a line of at most 20 bytes', 'b']);
    }
  });
});

describe('counting lines by bytes', () => {
  it('knows how many lines end before a position, for a reader that lags behind', () => {
    const counter = new NewlineCounter();
    counter.feed(Buffer.from('a\nb\n'));
    counter.feed(Buffer.from('c\n'));
    expect([0, 1, 2, 4, 6].map((position) => counter.before(position))).toEqual([0, 0, 1, 2, 3]);
  });
});
