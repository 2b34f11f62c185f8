import { changeBetween } from './impact.rules';

const won = (hash: string, value: number) => ({ winner: { hash, object: { type: 'Number' as const, value } } });
const NOBODY = { winner: null };

describe('the answer to a pair', () => {
  it.each([
    ['stays as it is', won('a', 1), won('a', 1), false, false],
    ['is said by another claim', won('a', 1), won('b', 1), false, true],
    ['is another one', won('a', 1), won('b', 2), true, true],
    ['is lost', won('a', 1), NOBODY, true, true],
    ['comes up', NOBODY, won('a', 1), true, true],
    ['is missing before and after', NOBODY, NOBODY, false, false],
  ])('%s', (_what, before, after, answer_changes, winner_changes) => {
    expect(changeBetween(before, after)).toEqual({ answer_changes, winner_changes });
  });

  it('is another one where a text says what a number said', () => {
    const text = { winner: { hash: 'b', object: { type: 'Text' as const, value: '1' } } };
    expect(changeBetween(won('a', 1), text).answer_changes).toBe(true);
  });
});
