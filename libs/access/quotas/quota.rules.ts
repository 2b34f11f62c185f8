import type { Balance } from '@stemedb/access/budgets';

export const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;

/** What decides how much somebody may spend in an hour. 0 is no limit, null no figure of its own. */
export interface Figures {
  /** That of everybody. */
  readonly base: number;
  readonly ofKey: number | null;
  readonly ofAgent: number | null;
  /** By the tier of the agent's trust. */
  readonly multiplier: number;
}

/** How the agent of a request is known: by its signature or by a key bound to it, by name alone, or not at all. */
export type Identity = 'proved' | 'named' | 'none';

/**
 * Tokens an hour; undefined is no limit. A figure that an administrator set is what it says, the agent's before the key's;
 * the figure of everybody is multiplied by the tier of the agent's trust. A name that nobody has proved can lower what the
 * key may spend, never raise it.
 */
export function limitOf({ base, ofKey, ofAgent, multiplier }: Figures, identity: Identity): number | undefined {
  const own = (identity === 'proved' ? ofAgent : null) ?? ofKey;
  if (own !== null) return own === 0 ? undefined : own;
  const factor = identity === 'proved' ? multiplier : Math.min(multiplier, 1);
  return base === 0 ? undefined : Math.max(1, Math.round(base * (identity === 'none' ? 1 : factor)));
}

/** What somebody may spend, and how much of it is left. */
export interface QuotaStanding {
  /** Tokens an hour. */
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the hour ends that began with the first token spent; a whole hour where none has begun. */
  readonly reset: number;
}

export function standingOf(limit: number, { spent, endsInMs }: Balance): QuotaStanding {
  return { limit, remaining: Math.max(0, limit - spent), reset: Math.max(1, Math.ceil((endsInMs || HOUR_MS) / SECOND_MS)) };
}

/** The one that ends first: with the least left, and of those the longest to wait. */
export function tightest(standings: readonly QuotaStanding[]): QuotaStanding | undefined {
  return standings.reduce<QuotaStanding | undefined>((least, one) => {
    if (!least || one.remaining < least.remaining) return one;
    return one.remaining === least.remaining && one.reset > least.reset ? one : least;
  }, undefined);
}

const AGENT_ID = /^[0-9a-f]{64}$/;

/** The agent that a header names; undefined where it names none, or something that is none. */
export function namedAgent(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && AGENT_ID.test(header) ? header : undefined;
}
