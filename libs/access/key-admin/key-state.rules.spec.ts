import { isUsable } from '@stemedb/access/api-keys';
import * as fc from 'fast-check';
import { type Administrating, type KeyAct, KEY_STATES, permits, stateOf, takesLastAdmin } from './key-state.rules';

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(START + seconds * 1_000);
const NOW = at(0);
const key = (changes: Partial<Administrating> = {}): Administrating => ({
  role: 'admin',
  expiresAt: null,
  disabledAt: null,
  revokedAt: null,
  graceUntil: null,
  ...changes,
});

const ACTS: readonly KeyAct[] = ['change', 'disable', 'enable', 'rotate', 'revoke'];

/** What an act leaves behind, as the service does it; its grace is two seconds. */
function done(subject: Administrating, act: KeyAct, now: Date): Administrating {
  if (act === 'disable') return { ...subject, disabledAt: now };
  if (act === 'enable') return { ...subject, disabledAt: null };
  if (act === 'rotate') return { ...subject, graceUntil: new Date(now.getTime() + 2_000) };
  return act === 'revoke' ? { ...subject, revokedAt: now } : subject;
}

/** A key as a person would keep book of it: four facts and two dates, no order among them. */
class Model {
  private readonly facts = new Set<'off' | 'revoked' | 'replaced'>();
  private replacedAt = Number.POSITIVE_INFINITY;

  constructor(private readonly expiry: number) {}

  works(second: number): boolean {
    return !this.facts.has('off') && !this.facts.has('revoked') && second < this.expiry && second < this.replacedAt + 2;
  }

  /** Whether it can be done; then it is. */
  does(act: KeyAct, second: number): boolean {
    const over = this.facts.has('revoked') || second >= this.replacedAt + 2;
    const off = this.facts.has('off');
    if (act === 'revoke') return this.facts.has('revoked') ? false : this.add('revoked');
    if (over) return false;
    if (act === 'disable') return off ? false : this.add('off');
    if (act === 'enable') return this.facts.delete('off');
    if (act === 'change') return true;
    if (this.facts.has('replaced') || !this.works(second)) return false;
    this.replacedAt = second;
    return this.add('replaced');
  }

  private add(fact: 'off' | 'revoked' | 'replaced'): true {
    this.facts.add(fact);
    return true;
  }
}

describe('the state of a key', () => {
  it.each([
    ['active', {}],
    ['active', { expiresAt: at(1) }],
    ['disabled', { disabledAt: at(-1) }],
    ['expired', { expiresAt: NOW }],
    ['expired', { expiresAt: at(-1), disabledAt: at(-2) }],
    ['in_grace', { graceUntil: at(1) }],
    ['disabled', { graceUntil: at(1), disabledAt: at(-1) }],
    ['rotated', { graceUntil: NOW }],
    ['rotated', { graceUntil: at(-1), disabledAt: at(-2) }],
    ['revoked', { revokedAt: NOW, graceUntil: at(-1), expiresAt: at(-1), disabledAt: at(-1) }],
  ])('is %s with %j', (state, changes) => {
    expect(stateOf(key(changes), NOW)).toBe(state);
  });

  it('says exactly whether the key may be used', () => {
    const moment = fc.option(fc.integer({ min: -2, max: 2 }).map(at));
    fc.assert(
      fc.property(fc.record({ expiresAt: moment, disabledAt: moment, revokedAt: moment, graceUntil: moment }), (times) => {
        expect(['active', 'in_grace'].includes(stateOf(times, NOW))).toBe(isUsable(times, NOW));
        expect(KEY_STATES).toContain(stateOf(times, NOW));
      }),
    );
  });
});

describe('a key', () => {
  const steps = fc.array(fc.record({ act: fc.constantFrom(...ACTS), wait: fc.integer({ min: 0, max: 3 }) }), { maxLength: 12 });

  it('does what its book says, whatever is done in any order and at any time', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 10 })), steps, (expiry, taken) => {
        let subject = key({ expiresAt: expiry === null ? null : at(expiry) });
        const model = new Model(expiry ?? Number.POSITIVE_INFINITY);
        let second = 0;
        for (const { act, wait } of taken) {
          second += wait;
          const permitted = permits(subject, act, at(second));
          expect([act, permitted]).toEqual([act, model.does(act, second)]);
          if (permitted) subject = done(subject, act, at(second));
          expect(isUsable(subject, at(second))).toBe(model.works(second));
        }
      }),
    );
  });

  it('suffers no act but a change twice', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 10 })), fc.constantFrom<KeyAct>('disable', 'enable', 'rotate', 'revoke'), (expiry, act) => {
        const subject = key({ expiresAt: expiry === null ? null : at(expiry), disabledAt: act === 'enable' ? NOW : null });
        expect(permits(subject, act, NOW)).toBe(true);
        expect(permits(done(subject, act, NOW), act, NOW)).toBe(false);
      }),
    );
  });
});

describe('the last admin key', () => {
  const lasting = key();
  const passing = key({ expiresAt: at(60) });

  it.each([
    ['revoked', { revokedAt: NOW }],
    ['disabled', { disabledAt: NOW }],
    ['given an expiry', { expiresAt: at(60) }],
    ['replaced', { graceUntil: at(60) }],
    ['demoted', { role: 'write_agent' }],
  ])('cannot be %s', (_act, changes) => {
    expect(takesLastAdmin(lasting, key(changes), [], NOW)).toBe(true);
    expect(takesLastAdmin(lasting, key(changes), [key({ role: 'write_agent' }), key({ disabledAt: NOW })], NOW)).toBe(true);
    expect(takesLastAdmin(lasting, key(changes), [lasting], NOW)).toBe(false);
  });

  it('is not replaced by one that will expire', () => {
    expect(takesLastAdmin(lasting, key({ revokedAt: NOW }), [passing], NOW)).toBe(true);
  });

  it('stays also where every admin key will expire', () => {
    expect(takesLastAdmin(passing, key({ ...passing, revokedAt: NOW }), [], NOW)).toBe(true);
    expect(takesLastAdmin(passing, key({ ...passing, revokedAt: NOW }), [passing], NOW)).toBe(false);
  });

  it('may be changed in all that leaves it an admin key', () => {
    expect(takesLastAdmin(lasting, lasting, [], NOW)).toBe(false);
    expect(takesLastAdmin(passing, lasting, [], NOW)).toBe(false);
  });

  it('is none that administers nothing', () => {
    expect(takesLastAdmin(key({ role: 'read_only' }), key({ role: 'read_only', revokedAt: NOW }), [], NOW)).toBe(false);
    expect(takesLastAdmin(key({ disabledAt: NOW }), key({ revokedAt: NOW }), [], NOW)).toBe(false);
  });
});
