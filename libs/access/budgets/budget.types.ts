/** Whoever spends, and how much of it a window allows. */
export interface Account {
  readonly id: string;
  readonly limit: number;
}

/** Where an account stands. */
export interface Balance {
  /** Tokens of the current window that are spent. */
  readonly spent: number;
  /** Milliseconds until the window ends; 0 where none has begun. */
  readonly endsInMs: number;
}

/** What became of a wish to spend. */
export interface Spending {
  /** Whether every account could bear it; else nothing was taken from any. */
  readonly granted: boolean;
  /** Afterwards, in the order of the accounts. */
  readonly balances: readonly Balance[];
}
