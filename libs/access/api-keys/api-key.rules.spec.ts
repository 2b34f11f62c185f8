import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { formatKey, hashKey, isKeyText, isUsable, keyPrefix, type KeyState, matchesKey, roleIncludes, ROLES } from './api-key.rules';

const KEY = `steme_live_${'0123456789abcdef'.repeat(3)}`;
const state = (changes: Partial<KeyState> = {}): KeyState => ({
  secretHash: hashKey(KEY),
  expiresAt: null,
  disabledAt: null,
  revokedAt: null,
  graceUntil: null,
  ...changes,
});

describe('the text of a key', () => {
  it.each([KEY, KEY.replace('live', 'test')])('is %s', (text) => {
    expect(isKeyText(text)).toBe(true);
  });

  it.each([
    '',
    KEY.slice(0, -1),
    `${KEY}0`,
    KEY.toUpperCase(),
    KEY.replace('live', 'prod'),
    ` ${KEY}`,
    `${KEY}\n`,
    KEY.replace('0', 'g'),
    'steme_live_',
  ])('is not %j', (text) => {
    expect(isKeyText(text)).toBe(false);
  });

  it('is made of 24 random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), fc.constantFrom('live', 'test'), (random, kind) => {
        const key = formatKey(random, kind);
        expect(isKeyText(key)).toBe(true);
        expect(Buffer.from(key.slice(`steme_${kind}_`.length), 'hex')).toEqual(Buffer.from(random));
      }),
    );
  });

  it('shows its kind and the first 8 of its 48 digits, and hides 160 bits', () => {
    expect(keyPrefix(KEY)).toBe('steme_live_01234567');
    expect(keyPrefix(formatKey(new Uint8Array(24), 'test'))).toBe('steme_test_00000000');
  });
});

describe('a presented key', () => {
  it('matches by the SHA-256 of its whole text', () => {
    expect(hashKey(KEY)).toEqual(createHash('sha256').update(KEY).digest());
    expect(matchesKey(state(), hashKey(KEY))).toBe(true);
  });

  it('does not match with one changed digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 11, max: KEY.length - 1 }), fc.integer({ min: 1, max: 15 }), (at, step) => {
        const digit = ((Number.parseInt(KEY[at] ?? '', 16) + step) % 16).toString(16);
        const other = KEY.slice(0, at) + digit + KEY.slice(at + 1);
        expect(matchesKey(state(), hashKey(other))).toBe(false);
      }),
    );
  });

  it('does not match a hash of another length', () => {
    expect(matchesKey(state(), hashKey(KEY).subarray(0, 31))).toBe(false);
    expect(matchesKey(state({ secretHash: new Uint8Array() }), new Uint8Array(32))).toBe(false);
  });
});

describe('a key', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

  it('is usable while nothing speaks against it', () => {
    expect(isUsable(state(), now)).toBe(true);
    expect(isUsable(state({ expiresAt: at(1), graceUntil: at(1) }), now)).toBe(true);
  });

  it.each([
    ['disabled', { disabledAt: at(-1) }],
    ['revoked', { revokedAt: at(-1) }],
    ['revoked this very moment', { revokedAt: now }],
    ['revoked by a server whose clock is ahead', { revokedAt: at(60) }],
    ['expired', { expiresAt: at(-1) }],
    ['expiring this very moment', { expiresAt: now }],
    ['replaced and past its grace', { graceUntil: at(-1) }],
    ['at the end of its grace', { graceUntil: now }],
    ['revoked inside its grace', { revokedAt: at(-1), graceUntil: at(60) }],
    ['expired inside its grace', { expiresAt: at(-1), graceUntil: at(60) }],
  ])('is not usable when %s', (_why, changes) => {
    expect(isUsable(state(changes), now)).toBe(false);
  });

  it('is usable exactly when no reason against it has come true', () => {
    const moment = fc.option(fc.integer({ min: -3, max: 3 }));
    const dates = fc.record({ expiresAt: moment, disabledAt: moment, revokedAt: moment, graceUntil: moment });
    fc.assert(
      fc.property(dates, (offsets) => {
        const date = (offset: number | null) => (offset === null ? null : at(offset));
        const reasons = [
          offsets.disabledAt !== null,
          offsets.revokedAt !== null,
          offsets.expiresAt !== null && offsets.expiresAt <= 0,
          offsets.graceUntil !== null && offsets.graceUntil <= 0,
        ];
        const key = state({
          expiresAt: date(offsets.expiresAt),
          disabledAt: date(offsets.disabledAt),
          revokedAt: date(offsets.revokedAt),
          graceUntil: date(offsets.graceUntil),
        });
        expect(isUsable(key, now)).toBe(!reasons.includes(true));
      }),
    );
  });
});

describe('a role', () => {
  it('includes itself and those below it', () => {
    expect(ROLES.map((actual) => ROLES.filter((required) => roleIncludes(actual, required)))).toEqual([
      ['read_only'],
      ['read_only', 'write_agent'],
      ['read_only', 'write_agent', 'admin'],
    ]);
  });
});
