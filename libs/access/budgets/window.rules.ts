import type { Account, Spending } from './budget.types';

/** A window of an account: it begins with the first token spent and lasts for a fixed time. */
export interface Window {
  readonly spent: number;
  readonly endsAt: number;
}

/**
 * Spends tokens of several accounts, of all or of none.
 *
 * @param windows of the accounts, in their order; one that has ended counts like none
 * @param now whole milliseconds of any clock that does not go back
 * @returns the windows as they are afterwards
 */
export function spendWithin(
  accounts: readonly Account[],
  windows: readonly (Window | undefined)[],
  tokens: number,
  now: number,
  lengthMs: number,
): Spending & { readonly windows: readonly (Window | undefined)[] } {
  const current = windows.map((window) => (window && window.endsAt > now ? window : undefined));
  const granted = accounts.every(({ limit }, index) => (current[index]?.spent ?? 0) + tokens <= limit);
  const after =
    granted && tokens > 0
      ? current.map((window) => ({ spent: (window?.spent ?? 0) + tokens, endsAt: window?.endsAt ?? now + lengthMs }))
      : current;
  return {
    granted,
    windows: after,
    balances: after.map((window) => ({ spent: window?.spent ?? 0, endsInMs: window ? window.endsAt - now : 0 })),
  };
}
