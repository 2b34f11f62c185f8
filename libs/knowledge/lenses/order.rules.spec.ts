import { strongestFirst } from './order.rules';
import { NOW, signed, UNAGED } from './testing/candidate.builder';
import { weigh } from './weight.rules';

const order = (...claims: ReturnType<typeof signed>[]): string[] =>
  strongestFirst(
    claims.map((one) => weigh(one, UNAGED)),
    (one) => one.weight,
  ).map(({ candidate }) => candidate.hash);

describe('the order of claims', () => {
  test('puts the larger figure first', () => {
    expect(order(signed('a', { trust: 0.4 }), signed('b', { trust: 0.6 }))).toEqual(['b', 'a']);
  });

  test('ends a tie with the newest signature', () => {
    expect(order(signed('a', { timestamp: NOW - 1 }), signed('b', {}))).toEqual(['b', 'a']);
  });

  test('ends a tie of weight and time with the smallest hash', () => {
    expect(order(signed('b', {}), signed('a', {}), signed('c', {}))).toEqual(['a', 'b', 'c']);
  });

  test('prefers a refinement to the claim that it refined in the same second', () => {
    const refined = signed('a', {}, { superseded_by: { type: 'Refinement', hash: 'b' } });
    expect(order(refined, signed('b', {}))).toEqual(['b', 'a']);
  });

  test('does not prefer a refinement that weighs less', () => {
    const refined = signed('a', {}, { superseded_by: { type: 'Refinement', hash: 'b' } });
    expect(order(refined, signed('b', { trust: 0.4 }))).toEqual(['a', 'b']);
  });

  test('leaves its input as it is', () => {
    const claims = [signed('b', {}), signed('a', {})].map((one) => weigh(one, UNAGED));
    strongestFirst(Object.freeze(claims), (one) => one.weight);
    expect(claims.map(({ candidate }) => candidate.hash)).toEqual(['b', 'a']);
  });
});
