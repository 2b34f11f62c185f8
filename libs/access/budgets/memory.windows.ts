import type { Account, Spending } from './budget.types';
import { spendWithin, type Window } from './window.rules';

/** Windows that are kept at most; past it those that began first are forgotten. About 150 bytes each. */
const MAX_WINDOWS = 1_000_000;

/** Windows of one length in the memory of this process. */
export class MemoryWindows {
  /** All have the same length, so that they stand in the order in which they end. */
  private readonly windows = new Map<string, Window>();

  constructor(private readonly lengthMs: number) {}

  spend(accounts: readonly Account[], tokens: number, now: number): Spending {
    const known = accounts.map(({ id }) => this.windows.get(id));
    const { windows, ...spending } = spendWithin(accounts, known, tokens, now, this.lengthMs);
    accounts.forEach(({ id }, index) => {
      const window = windows[index];
      if (window) this.keep(id, window, now);
    });
    return spending;
  }

  private keep(id: string, window: Window, now: number): void {
    if (this.windows.get(id)?.endsAt !== window.endsAt) {
      this.forget(now);
      this.windows.delete(id);
    }
    this.windows.set(id, window);
  }

  private forget(now: number): void {
    for (const [id, { endsAt }] of this.windows) {
      if (endsAt > now && this.windows.size < MAX_WINDOWS) return;
      this.windows.delete(id);
    }
  }
}
