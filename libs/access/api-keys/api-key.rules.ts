import { hash, timingSafeEqual } from 'node:crypto';

export const ROLES = ['read_only', 'write_agent', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const KEY_PATTERN = /^steme_(?:live|test)_[0-9a-f]{48}$/;
const PREFIX_LENGTH = 'steme_live_'.length + 8;

/** The times of a stored key that decide whether it may be used. */
export interface KeyTimes {
  readonly expiresAt: Date | null;
  readonly disabledAt: Date | null;
  readonly revokedAt: Date | null;
  /** Set once the key has been replaced. */
  readonly graceUntil: Date | null;
}

export interface KeyState extends KeyTimes {
  readonly secretHash: Uint8Array;
}

export function isKeyText(text: string): boolean {
  return KEY_PATTERN.test(text);
}

/** The visible part by which a key is found and named: the kind and the first 8 of its 48 digits. */
export function keyPrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** A key holds 192 random bits, so one round of SHA-256 is enough; there is nothing to guess. */
export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** A new key of 192 bits; the randomness is an argument so that the rule stays pure. */
export function formatKey(random: Uint8Array, kind: 'live' | 'test' = 'live'): string {
  return `steme_${kind}_${Buffer.from(random).toString('hex')}`;
}

/** Compares in constant time. */
export function matchesKey(state: KeyState, presentedHash: Uint8Array): boolean {
  return state.secretHash.length === presentedHash.length && timingSafeEqual(state.secretHash, presentedHash);
}

/** Whether a key may be used at `now`: not disabled, revoked or expired, and inside its grace period once replaced. */
export function isUsable(state: KeyTimes, now: Date): boolean {
  if (state.disabledAt || state.revokedAt) return false;
  if (state.expiresAt && state.expiresAt <= now) return false;
  return !state.graceUntil || state.graceUntil > now;
}

export function roleIncludes(actual: Role, required: Role): boolean {
  return ROLES.indexOf(actual) >= ROLES.indexOf(required);
}
