import { encodeCursor } from '@stemedb/platform/http';
import { BEGINNING, comparePositions, decodeNewestFirst, decodePosition, encodeNewestFirst, encodePosition, endOf, later } from './position.rules';

const MOMENT = '2026-01-01T00:00:00.000000Z';
const NEXT = '2026-01-01T00:00:00.000001Z';
const vote = { moment: MOMENT, rank: 4, key: 'ab'.repeat(32) };
const alias = { moment: MOMENT, rank: 9, key: 'a://b' };

describe('a position', () => {
  it.each([vote, alias, BEGINNING, endOf(MOMENT), { moment: MOMENT, rank: 3, key: 'cd'.repeat(64) }])('comes back from its text: %j', (position) => {
    expect(decodePosition(encodePosition(position), 'after')).toEqual(position);
  });

  it('lies by moment, then by kind, then by key, and the end of a moment behind all of it', () => {
    const sorted = [BEGINNING, { ...vote, rank: 3, key: 'ff'.repeat(64) }, vote, { ...vote, key: 'ac'.repeat(32) }, alias, endOf(MOMENT), { ...vote, moment: NEXT }];
    expect([...sorted].reverse().sort(comparePositions)).toEqual(sorted);
    expect([later(vote, alias), later(alias, vote), comparePositions(vote, { ...vote })]).toEqual([alias, alias, 0]);
  });

  it('orders texts by their bytes, as the store does', () => {
    const [bmp, astral] = ['\uFFFD', '\u{10000}'].map((key) => ({ ...alias, key }));
    expect(comparePositions(bmp!, astral!)).toBeLessThan(0);
  });

  it.each([
    ['of another list', encodeCursor('sources', [MOMENT, '4', 'ab'.repeat(32)])],
    ['with a key of another kind', encodePosition({ ...vote, rank: 9_0, key: 'x' })],
    ['with a hash that is none', encodePosition({ ...vote, key: 'x' })],
    ['without a key', encodePosition({ ...vote, key: '' })],
    ['with a moment that is none', encodePosition({ ...vote, moment: '2026-02-30T00:00:00.000000Z' })],
    ['with a rank that is none', encodeCursor('feed', [MOMENT, '04', 'ab'.repeat(32)])],
    ['of a newest-first page', encodeNewestFirst(undefined, { asOf: NEXT, last: vote })],
  ])('is refused %s, under the name of its parameter', (_what, text) => {
    expect(() => decodePosition(text, 'after')).toThrow(expect.objectContaining({ code: 'validation_failed', options: { errors: [{ path: 'after', message: expect.any(String) }] } }));
  });

  it('of a newest-first page belongs to the moment that was asked for', () => {
    const place = { asOf: NEXT, last: vote };
    expect(decodeNewestFirst(encodeNewestFirst(MOMENT, place), MOMENT)).toEqual(place);
    expect(() => decodeNewestFirst(encodeNewestFirst(MOMENT, place), undefined)).toThrow('other parameters');
  });
});
