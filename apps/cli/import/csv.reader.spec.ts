import fc from 'fast-check';
import { CommandFailure } from '../command.failure';
import { readCsv } from './csv.reader';
import type { InputRecord } from './import.types';

const HEADER = 'subject,predicate,object_value,confidence,narrative';

async function recordsOf(text: string, chunkBytes = 7): Promise<InputRecord[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const records: InputRecord[] = [];
  for await (const record of readCsv('file.csv', chunks())) records.push(record);
  return records;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('reading CSV', () => {
  it('tells on which lines and bytes each record stands, whatever its cells hold', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '🧪', '"', ',', '\n', '\r\n', ' ') });
    const endOfLine = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, fc.nat({ max: 2 })), { minLength: 1 }), endOfLine, fc.integer({ min: 1, max: 64 }), async (cells, end, chunkBytes) => {
        const rows = cells.map(([narrative, blanks]) => end.repeat(blanks) + `s,p,v,1,${quoted(narrative)}${end}`);
        const text = HEADER + end + rows.join('');
        const records = await recordsOf(text, chunkBytes);
        let before = HEADER + end;
        cells.forEach(([narrative, blanks], index) => {
          const { line, lastLine, endByte, content } = records[index] as InputRecord;
          const first = (before + end.repeat(blanks)).split('\n').length;
          before += rows[index] as string;
          expect({ line, lastLine, endByte }).toEqual({ line: first, lastLine: before.split('\n').length - 1, endByte: Buffer.byteLength(before) });
          expect((content as { fields: Record<string, unknown> }).fields['narrative'] ?? '').toBe(narrative);
        });
        expect(records).toHaveLength(cells.length);
      }),
    );
  });

  it('finds a record that is no UTF-8 and goes on', async () => {
    const records = await recordsOf(`${HEADER}\ns,p,\ufffd,1,\ns,p,v,1,\n`);
    expect(records.map(({ content }) => 'faults' in content)).toEqual([true, false]);
  });

  it.each([
    ['a quote that is never closed', `${HEADER}\ns,p,"v,1,\n`, 'file.csv:2'],
    ['a quote in the middle of a cell', `${HEADER}\ns,p,v,1,\ns,p,"v"x,1,\n`, 'file.csv:3'],
    ['a quote in the middle of a cell, after line breaks in quotes', `${HEADER}\r\ns,p,v,1,"a\r\nb"\r\n\r\ns,p,"v"x,1,\r\n`, 'file.csv:5'],
    ['a wrong header', 'a,b\n', 'header'],
    ['nothing', '', 'header'],
  ])('ends at %s', async (_case, text, named) => {
    await expect(recordsOf(text)).rejects.toThrow(CommandFailure);
    await expect(recordsOf(text)).rejects.toThrow(named);
    await expect(recordsOf(text, 65_536)).rejects.toThrow(named);
  });
});
