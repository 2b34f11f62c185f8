import type { Frame, Ruleset } from './lens.types';

const NO_EPOCHS: ReadonlySet<string> = new Set();

/** Version 1 of the ruleset: the one in force until an operator stores another. */
export const DEFAULT_RULESET: Ruleset = Object.freeze({
  version: 1,
  multipliers: Object.freeze({
    Regulatory: 1,
    Clinical: 0.9,
    Observational: 0.7,
    Expert: 0.5,
    Community: 0.3,
    Anecdotal: 0.1,
  }),
  halfLivesDays: Object.freeze({
    Regulatory: null,
    Clinical: 730,
    Observational: 365,
    Expert: 180,
    Community: 90,
    Anecdotal: 30,
  }),
  trustCap: 3,
  contestedAt: 0.4,
  resolvedBelow: 0.1,
  anecdotalCluster: 100,
  tolerance: 1e-9,
});

/**
 * The way to look that a query without parameters means: claims valid at the moment they are aged to,
 * decay on, superseded claims out. `evaluatedAt` is in Unix seconds.
 */
export function frameAt(evaluatedAt: number, changes: Partial<Frame> = {}): Frame {
  return {
    evaluatedAt,
    validAt: evaluatedAt,
    decay: true,
    includeSuperseded: false,
    supersededEpochs: NO_EPOCHS,
    ruleset: DEFAULT_RULESET,
    ...changes,
  };
}
