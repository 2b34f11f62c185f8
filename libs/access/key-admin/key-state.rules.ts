import { isUsable, type KeyTimes } from '@stemedb/access/api-keys';

/**
 * `in_grace`: replaced, and good until its grace ends; then `rotated`. What cannot be undone outweighs what can: a
 * disabled key that was revoked is `revoked`.
 */
export const KEY_STATES = ['active', 'disabled', 'expired', 'in_grace', 'rotated', 'revoked'] as const;
export type KeyStateName = (typeof KEY_STATES)[number];

export type KeyAct = 'change' | 'disable' | 'enable' | 'rotate' | 'revoke';

/** Where a key stands at `now`; it may be used exactly where it is `active` or `in_grace`. */
export function stateOf(times: KeyTimes, now: Date): KeyStateName {
  if (times.revokedAt) return 'revoked';
  if (times.graceUntil && times.graceUntil <= now) return 'rotated';
  if (times.expiresAt && times.expiresAt <= now) return 'expired';
  if (times.disabledAt) return 'disabled';
  return times.graceUntil ? 'in_grace' : 'active';
}

const PERMITTED: Readonly<Record<KeyAct, readonly KeyStateName[]>> = {
  change: ['active', 'disabled', 'expired', 'in_grace'],
  disable: ['active', 'expired', 'in_grace'],
  enable: ['disabled', 'expired'],
  // What cannot be used has nothing to hand on, and a key is replaced by one other at most.
  rotate: ['active'],
  revoke: ['active', 'disabled', 'expired', 'in_grace', 'rotated'],
};

/** Whether an act is possible at `now`; no act is possible twice. */
export function permits(times: KeyTimes, act: KeyAct, now: Date): boolean {
  if (!PERMITTED[act].includes(stateOf(times, now))) return false;
  if (act === 'disable') return times.disabledAt === null;
  return act !== 'enable' || times.disabledAt !== null;
}

/** A key as far as it matters for who administers a namespace. */
export interface Administrating extends KeyTimes {
  readonly role: string;
}

/** 2: administers for good; 1: until it expires or its grace ends; 0: does not. */
function strength(key: Administrating, now: Date): 0 | 1 | 2 {
  if (key.role !== 'admin' || !isUsable(key, now)) return 0;
  return key.expiresAt || key.graceUntil ? 1 : 2;
}

/**
 * Whether a change takes away the last admin: the key loses strength, and no other key has as much as it had. So a key
 * that will expire does not stand in for one that will not.
 *
 * @param others every other key that may administer the same namespace
 */
export function takesLastAdmin(before: Administrating, after: Administrating, others: readonly Administrating[], now: Date): boolean {
  const needed = strength(before, now);
  return strength(after, now) < needed && others.every((other) => strength(other, now) < needed);
}
