import { countOnce } from './corroboration.rules';
import { descentOf } from './derivation.rules';
import { groupByObject } from './grouping.rules';
import type { Candidate } from './lens.types';
import { strongestFirst } from './order.rules';
import { claim, signed, source, text, UNAGED } from './testing/candidate.builder';
import { weigh } from './weight.rules';

/** Who is counted, among `claims`; `others` are known but took no part. */
function counted(claims: readonly Candidate[], others: readonly Candidate[] = []): string[] {
  const ranked = strongestFirst(
    claims.map((one) => weigh(one, UNAGED)),
    (one) => one.weight,
  );
  return countOnce(groupByObject(ranked, 1e-9), descentOf([...claims, ...others]), (one) => one.weight)
    .flat()
    .map(({ candidate }) => candidate.hash)
    .toSorted();
}

describe('repetition', () => {
  test('of one source counts once, by the strongest claim', () => {
    const cites = { source_hash: source('label') };
    expect(counted([signed('a', { trust: 0.2 }, cites), signed('b', { trust: 0.9 }, cites)])).toEqual(['b']);
  });

  test('does not join claims that cite no source', () => {
    expect(counted([claim('a'), claim('b')])).toEqual(['a', 'b']);
  });

  test('does not join claims for different objects', () => {
    const cites = { source_hash: source('label') };
    expect(counted([claim('a', cites), claim('b', { ...cites, object: text('a day') })])).toEqual(['a', 'b']);
  });

  test('by derivation counts once, over several steps and among siblings', () => {
    const line = [
      claim('a'),
      claim('b', { parent_hash: 'a' }),
      claim('c', { parent_hash: 'b' }),
      claim('d', { parent_hash: 'a' }),
    ];
    expect(counted(line)).toEqual(['a']);
    expect(counted([...line, claim('e')])).toEqual(['a', 'e']);
  });

  test('is seen through a claim for another object and through one that was left out', () => {
    const ends = [claim('a'), claim('c', { parent_hash: 'b' })];
    const between = claim('b', { parent_hash: 'a', object: text('a day') });
    expect(counted([...ends, between])).toEqual(['a', 'b']);
    expect(counted(ends, [between])).toEqual(['a']);
    expect(counted(ends)).toEqual(['a', 'c']);
  });

  test('does not join two claims that revise the same claim for another object', () => {
    const other = claim('o', { object: text('a day') });
    expect(counted([other, claim('a', { parent_hash: 'o' }), claim('b', { parent_hash: 'o' })])).toEqual([
      'a',
      'b',
      'o',
    ]);
  });

  test('cannot be feigned: a weak claim between two witnesses silences neither', () => {
    const witnesses = [claim('a'), claim('b', { source_hash: source('trial') })];
    const bridge = signed('c', { trust: 0.01 }, { parent_hash: 'a', source_hash: source('trial') });
    expect(counted([...witnesses, bridge])).toEqual(['a', 'b']);
  });

  test('is passed on between equally strong claims: one source and one line make one', () => {
    const mixed = [
      claim('a', { source_hash: source('trial') }),
      claim('b', { source_hash: source('trial') }),
      claim('c', { parent_hash: 'b', source_hash: source('review') }),
      claim('d', { source_hash: source('review') }),
    ];
    expect(counted(mixed)).toEqual(['a']);
    expect(counted([...mixed, claim('e')])).toEqual(['a', 'e']);
    const joinedLast = [
      claim('a', { source_hash: source('trial') }),
      claim('b'),
      claim('c', { parent_hash: 'b', source_hash: source('trial') }),
    ];
    expect(counted(joinedLast)).toEqual(['a']);
  });

  test('is passed on to weaker claims by one that is not counted itself', () => {
    const passing = [
      signed('a', { trust: 0.9 }, { source_hash: source('trial') }),
      signed('b', { trust: 0.8 }, { source_hash: source('trial') }),
      signed('c', { trust: 0.7 }, { parent_hash: 'b' }),
    ];
    expect(counted(passing)).toEqual(['a']);
  });

  test('in a circle of parents ends, and counts once', () => {
    const circle = [
      claim('a', { parent_hash: 'c' }),
      claim('b', { parent_hash: 'a' }),
      claim('c', { parent_hash: 'b' }),
      claim('d', { parent_hash: 'b' }),
    ];
    expect(counted(circle)).toEqual(['a']);
    expect(counted(circle.toReversed())).toEqual(['a']);
    expect(counted([claim('s', { parent_hash: 's' }), claim('t', { parent_hash: 's' })])).toEqual(['s']);
  });

  test('in a circle is cut at its smallest hash, wherever the search begins', () => {
    const other = { object: text('a day') };
    const circle = [
      claim('a', { parent_hash: 'b' }),
      claim('b', { ...other, parent_hash: 'c' }),
      claim('c', { ...other, parent_hash: 'a' }),
      claim('d', { parent_hash: 'b' }),
    ];
    const orders = [circle, circle.toReversed(), [...circle.slice(1), ...circle.slice(0, 1)]];
    expect(orders.map((order) => counted(order))).toEqual(orders.map(() => ['a', 'b']));
  });

  test('is followed down a line of 20,000 claims', () => {
    const line = Array.from({ length: 20_000 }, (_, index) =>
      claim(`h${index}`, { parent_hash: index === 0 ? null : `h${index - 1}` }),
    );
    expect(counted(line)).toHaveLength(1);
  });
});
