import * as fc from 'fast-check';
import { parseSearch } from './search-query.rules';

describe('a question in words', () => {
  it.each<[string, string, string[]]>([
    ['one', "(('one'))", ['one']],
    ['one Two', "(('one') & ('two'))", ['one', 'two']],
    ['"one two" three', "(('one' <-> 'two') & ('three'))", ['one', 'two', 'three']],
    ['one or two three OR four', "(('one')) | (('two') & ('three')) | (('four'))", ['one', 'two', 'three', 'four']],
    ['one -two -"three four"', "(('one') & !('two') & !('three' <-> 'four'))", ['one']],
    ['-one', "(!('one'))", []],
    ['libs/platform', "(('libs' <-> 'platform'))", ['libs', 'platform']],
    ['or one or or', "(('one'))", ['one']],
    ['"or"', "(('or'))", ['or']],
    ['"one two', "(('one' <-> 'two'))", ['one', 'two']],
    ["it's", "(('it' <-> 's'))", ['it', 's']],
    ["a' | 'b & !c:*", "(('a') & ('b') & ('c'))", ['a', 'b', 'c']],
  ])('%j asks for %j', (q, text, wanted) => {
    const query = parseSearch(q);
    expect([query?.text, [...(query?.wanted ?? [])]]).toEqual([text, wanted]);
  });

  it.each(['', '   ', '-', '""', 'or', 'or or', '- "/" \u{1F600}'])('%j asks for nothing', (q) => {
    expect(parseSearch(q)).toBeUndefined();
  });

  it('never lets a character through that PostgreSQL could take for its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (q) => {
        const bare = (parseSearch(q)?.text ?? '').replaceAll(' <-> ', '').replaceAll(/[()&|! ]/g, '');
        expect(bare).toMatch(/^('[\p{L}\p{N}]+')*$/u);
      }),
      { numRuns: 500 },
    );
  });
});
