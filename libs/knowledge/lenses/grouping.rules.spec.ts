import { canonicalJson, type ObjectValue } from '@stemedb/knowledge/claims';
import fc from 'fast-check';
import { groupByObject, withinTolerance } from './grouping.rules';
import { number, text } from './testing/candidate.builder';

const holders = (objects: readonly ObjectValue[]) => objects.map((object) => ({ candidate: { object } }));

function groups(objects: readonly ObjectValue[], tolerance = 1e-9): unknown[][] {
  return groupByObject(holders(objects), tolerance).map((group) =>
    group.map(({ candidate }) => candidate.object.value),
  );
}

describe('equal objects', () => {
  test('are 47M and 47.0M', () => {
    expect(groups([number(47e6), number(Number('47.0e6')), number(47_000_000.01)])).toHaveLength(1);
  });

  test('are not numbers further apart than the tolerance', () => {
    expect(groups([number(47e6), number(47_000_001)])).toHaveLength(2);
    expect(groups([number(47e6), number(47_000_001)], 1e-6)).toHaveLength(1);
  });

  test('are measured from the smallest of the group, so that near values do not chain', () => {
    const row = [100, 101, 102, 103, 104].map(number);
    expect(groups(row, 0.021)).toEqual([[100, 101, 102], [103, 104]]);
  });

  test('reach as far below 0 as above', () => {
    expect(groups([number(-100), number(-99), number(99), number(100)], 0.011)).toEqual([
      [-100, -99],
      [99, 100],
    ]);
    expect(groups([number(-1e-300), number(1e-300), number(0), number(-0)])).toHaveLength(3);
  });

  test('take the tolerance from the larger of the two', () => {
    expect(withinTolerance(100, 102, 0.0199)).toBe(true);
    expect(withinTolerance(-102, -100, 0.0199)).toBe(true);
    expect(withinTolerance(100, 102, 0.0196)).toBe(false);
  });

  test('are exact at tolerance 0', () => {
    expect(groups([number(0.1 + 0.2), number(0.3), number(0.3)], 0)).toEqual([[0.3, 0.3], [0.1 + 0.2]]);
  });

  test('do not overflow at the ends of the range', () => {
    expect(groups([number(-Number.MAX_VALUE), number(Number.MAX_VALUE)])).toHaveLength(2);
  });

  test('never differ in type', () => {
    const lookalikes: ObjectValue[] = [
      text('true'),
      { type: 'Reference', value: 'true' },
      { type: 'Boolean', value: true },
      text('1'),
      number(1),
    ];
    expect(groups(lookalikes)).toHaveLength(5);
  });

  test('are two spellings of one text in Unicode', () => {
    expect(groups([text('caf\u00e9'), text('cafe\u0301')])).toHaveLength(1);
  });

  test('keep the given order inside a group', () => {
    expect(groups([number(3), number(2), number(2.5)], 1)).toEqual([[3, 2, 2.5]]);
  });

  test('do not depend on the order in which they come', () => {
    const values = fc.array(fc.double({ min: 90, max: 110, noNaN: true }), { maxLength: 20 });
    const asSets = (list: number[]): string[] =>
      groups(list.map(number), 0.03)
        .map((group) => JSON.stringify((group as number[]).toSorted((a, b) => a - b)))
        .toSorted();
    fc.assert(
      fc.property(values, (list) => {
        expect(asSets(list.toReversed())).toEqual(asSets(list));
      }),
    );
  });

  test('lie within the tolerance of the smallest, and the next group does not', () => {
    const values = fc.array(fc.integer({ min: 1000, max: 1100 }), { minLength: 1 });
    fc.assert(
      fc.property(values, (list) => {
        const rising = (groups(list.map(number), 0.02) as number[][])
          .map((group) => group.toSorted((a, b) => a - b))
          .toSorted(([a = 0], [b = 0]) => a - b);
        rising.forEach((group, index) => {
          const [smallest = 0] = group;
          expect(group.every((value) => withinTolerance(smallest, value, 0.02))).toBe(true);
          const [following] = rising[index + 1] ?? [];
          expect(following === undefined || !withinTolerance(smallest, following, 0.02)).toBe(true);
        });
      }),
    );
  });

  test('are, numbers aside, exactly those with equal canonical bytes', () => {
    const word = fc.constantFrom('', 'a', '"a"', 'true', 'é', 'Text');
    const object: fc.Arbitrary<ObjectValue> = fc.oneof(
      fc.record({ type: fc.constant('Text' as const), value: word }),
      fc.record({ type: fc.constant('Reference' as const), value: word }),
      fc.record({ type: fc.constant('Boolean' as const), value: fc.boolean() }),
    );
    fc.assert(
      fc.property(object, object, (a, b) => {
        expect(groups([a, b]).length === 1).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});
