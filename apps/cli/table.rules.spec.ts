import fc from 'fast-check';
import { tableLines } from './table.rules';

const COLUMNS = [{ title: 'N', right: true }, { title: 'TEXT', flexible: true }, { title: 'MORE', flexible: true }];

describe('a table', () => {
  it('sets numbers to the right and leaves no blanks at the end of a line', () => {
    expect(tableLines(COLUMNS, [['10', 'a', ''], ['9', 'bb', 'x']])).toEqual([' N  TEXT  MORE', '10  a', ' 9  bb    x']);
  });

  it('cuts nothing where there is no terminal', () => {
    const long = 'x'.repeat(300);
    expect(tableLines(COLUMNS, [['1', long, '']])[1]).toContain(long);
  });

  it('lets the widest flexible column give way first', () => {
    const [, row] = tableLines(COLUMNS, [['1', 'x'.repeat(40), 'y'.repeat(10)]], { width: 40 });
    expect(row).toHaveLength(40);
    expect(row).toContain('y'.repeat(10));
    expect(row).toContain('x…');
  });

  it('fits the terminal unless its columns are at their narrowest', () => {
    const cell = fc.string({ unit: 'grapheme-ascii', maxLength: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constant('1'), cell, cell)), fc.integer({ min: 30, max: 90 }), (rows, width) => {
        for (const line of tableLines(COLUMNS, rows, { width, indent: '  ' })) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('gives up below the narrowest width instead of hiding everything', () => {
    const [, row] = tableLines(COLUMNS, [['1', 'x'.repeat(40), 'y'.repeat(40)]], { width: 5 });
    expect(row).toBe(`1  ${'x'.repeat(7)}…  ${'y'.repeat(7)}…`);
  });
});
