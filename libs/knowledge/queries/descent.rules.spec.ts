import * as fc from 'fast-check';
import { type Ancestor, fallenLines } from './descent.rules';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const ancestors = fc.uniqueArray(
  fc.record({
    hash: fc.constantFrom(...NAMES),
    parent_hash: fc.option(fc.constantFrom(...NAMES, 'unknown')),
    retracted: fc.boolean(),
  }),
  { selector: ({ hash }) => hash },
);

/** Walks up with a list of where it has been. */
function naive(all: readonly Ancestor[], hash: string | null, been: readonly string[] = []): boolean {
  const ancestor = all.find((one) => one.hash === hash);
  if (!ancestor || been.includes(ancestor.hash)) return false;
  return ancestor.retracted || naive(all, ancestor.parent_hash, [...been, ancestor.hash]);
}

describe('a line of descent', () => {
  it('has fallen exactly where some claim above cites a retracted source, circles included', () => {
    fc.assert(
      fc.property(ancestors, fc.shuffledSubarray(NAMES), (all, asked) => {
        const fallen = fallenLines(all);
        expect(asked.map(fallen)).toEqual(asked.map((hash) => naive(all, hash)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('stands where there is no parent, or none that was recorded', () => {
    const fallen = fallenLines([{ hash: 'a', parent_hash: 'gone', retracted: false }]);
    expect([fallen(null), fallen(undefined), fallen('a'), fallen('gone')]).toEqual([false, false, false, false]);
  });

  it('is walked to the end without the stack, however long it is', () => {
    const length = 100_000;
    const all = Array.from({ length }, (_unused, index): Ancestor => ({ hash: `${index}`, parent_hash: `${index + 1}`, retracted: index === length - 1 }));
    expect(fallenLines(all)('0')).toBe(true);
  });
});
