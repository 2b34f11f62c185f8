import * as fc from 'fast-check';
import { lensesNamed, queryTokens, writeTokens } from './quota-cost.rules';

describe('the cost', () => {
  it.each([
    ['assert', 0, 10],
    ['assert', 1_023, 10],
    ['assert', 1_024, 11],
    ['assert', 1_048_576, 1_034],
    ['vote', 400, 1],
  ] as const)('of an %s of %i bytes is %i', (act, bytes, tokens) => {
    expect(writeTokens(act, bytes)).toBe(tokens);
  });

  it.each([
    [{}, 5],
    [{ inner_lens: 'consensus' }, 5],
    [{ lens: 'recency' }, 6],
    [{ lens: 'epoch', inner_lens: 'consensus' }, 7],
  ])('of a query %j is %i', (query, tokens) => {
    expect(queryTokens(lensesNamed(query))).toBe(tokens);
  });

  it('grows with the body and by whole tokens', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (one, more) => {
        expect(writeTokens('assert', one + more)).toBeGreaterThanOrEqual(writeTokens('assert', one));
        expect(Number.isInteger(writeTokens('vote', one))).toBe(true);
      }),
    );
  });
});
