export const DECISIONS = ['approved', 'rejected'] as const;
export type Decision = (typeof DECISIONS)[number];

export const STATES = ['pending', ...DECISIONS] as const;
export type State = (typeof STATES)[number];

/** What somebody wants to become of a claim. */
export interface Wish {
  readonly hash: string;
  readonly decision: Decision;
}

/** What a wish came to: granted, or what stood in its way. */
export type Ruling = 'granted' | 'unknown' | { readonly already: Decision };

/**
 * Rules on wishes one after the other: a held claim is decided on once, and whoever comes later learns what it was.
 *
 * @param states of the claims that are or were held back
 */
export function rule(states: ReadonlyMap<string, State>, wishes: readonly Wish[]): Ruling[] {
  const current = new Map(states);
  return wishes.map(({ hash, decision }) => {
    const state = current.get(hash);
    if (state === undefined) return 'unknown';
    if (state !== 'pending') return { already: state };
    current.set(hash, decision);
    return 'granted';
  });
}
