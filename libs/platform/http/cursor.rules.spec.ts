import { DomainError } from '@stemedb/platform/errors';
import * as fc from 'fast-check';
import { CURSOR_PART, decodeCursor, encodeCursor } from './cursor.rules';

const { hash, moment, text } = CURSOR_PART;
const HASH = 'ab'.repeat(32);
const MOMENT = '2026-01-31T23:59:59.000001Z';

/** The error message of a refused cursor, undefined for one that is taken. */
function refusal(...given: Parameters<typeof decodeCursor>): string | undefined {
  try {
    decodeCursor(...given);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error).toMatchObject({ code: 'validation_failed', status: 400 });
    expect(error.options.errors).toEqual([{ path: 'cursor', message: expect.any(String) }]);
    return error.options.errors?.[0]?.message;
  }
  return undefined;
}

describe('a cursor', () => {
  it('gives back the sort key it was made of', () => {
    const part = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed() && text(one));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(part, { maxLength: 5 }), (fingerprint, key) => {
        const cursor = encodeCursor(fingerprint, key);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(
          decodeCursor(
            cursor,
            fingerprint,
            key.map(() => text),
          ),
        ).toEqual(key);
      }),
    );
  });

  it('belongs to its query: another fingerprint is refused', () => {
    const cursor = encodeCursor('one', [HASH]);
    expect(refusal(cursor, 'one', [hash])).toBeUndefined();
    expect(refusal(cursor, 'two', [hash])).toBe('this cursor belongs to a query with other parameters');
  });

  it('is refused with more or fewer parts than the sort key has', () => {
    const cursor = encodeCursor('one', [MOMENT, HASH]);
    expect(refusal(cursor, 'one', [moment, hash])).toBeUndefined();
    expect(refusal(cursor, 'one', [moment])).toBeDefined();
    expect(refusal(cursor, 'one', [moment, hash, text])).toBeDefined();
  });

  it.each([
    ['empty', ''],
    ['no base64', '!!!'],
    ['no JSON', Buffer.from('[oops').toString('base64url')],
    ['no list', Buffer.from('{"0":"one"}').toString('base64url')],
    ['an empty list', Buffer.from('[]').toString('base64url')],
    ['not of texts', Buffer.from(`["one",1]`).toString('base64url')],
    ['null', Buffer.from('null').toString('base64url')],
    ['another spelling of the same JSON', Buffer.from(`["one", "${HASH}"]`).toString('base64url')],
    ['padded', `${encodeCursor('one', [HASH])}=`],
    ['with a character that base64 skips', `${encodeCursor('one', [HASH])} `],
    ['cut off', encodeCursor('one', [HASH]).slice(0, -2)],
    ['no valid UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString('base64url')],
  ])('is refused when damaged: %s', (_damage, cursor) => {
    expect(refusal(cursor, 'one', [hash])).toBe('expected the next_cursor of an earlier answer');
  });

  it('never lets through a damaged key that the store cannot compare with', () => {
    const cursor = encodeCursor('one', [MOMENT, HASH]);
    const damage = fc.record({ at: fc.nat(cursor.length - 1), to: fc.constantFrom(...'ABCxyz0189-_') });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        const characters = [...cursor];
        for (const { at, to } of damages) characters[at] = to;
        const damaged = characters.join('');
        if (refusal(damaged, 'one', [moment, hash]) !== undefined) return;
        const key = decodeCursor(damaged, 'one', [moment, hash]);
        expect(key).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a part of a sort key', () => {
  it.each(['2024-02-29T00:00:00.000000Z', '0001-01-01T00:00:00.000000Z', '9999-12-31T23:59:59.999999Z'])('is a moment: %s', (part) => {
    expect(moment(part)).toBe(true);
  });

  it.each([
    '2023-02-29T00:00:00.000000Z',
    '2026-02-30T00:00:00.000000Z',
    '2026-13-01T00:00:00.000000Z',
    '2026-01-01T24:00:00.000000Z',
    '2026-01-01T00:60:00.000000Z',
    '0000-01-01T00:00:00.000000Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.000000+01:00',
    '2026-01-01T00:00:00.000000Z\n',
    'infinity',
    '',
  ])('is no moment: %j', (part) => {
    expect(moment(part)).toBe(false);
  });

  it('is a hash of 64 lower-case hex digits', () => {
    expect([HASH, HASH.toUpperCase(), HASH.slice(1), `${HASH}0`, `${HASH}\n`, ''].map(hash)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('is a text without U+0000, which PostgreSQL cannot hold', () => {
    expect(['', 'any text', 'a\0b'].map(text)).toEqual([true, true, false]);
  });
});
