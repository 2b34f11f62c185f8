/** The state machine of one circuit. Time is milliseconds of any clock that never goes back. */
export interface CircuitSettings {
  /** So many failures within the window open the circuit. */
  readonly failures: number;
  readonly windowMs: number;
  /** How long an open circuit refuses everything. */
  readonly openMs: number;
  /** So many trials have to succeed before a half-open circuit closes. */
  readonly halfOpenSuccesses: number;
}

export type CircuitState = 'closed' | 'open' | 'half_open';

/** What a request came to. `neither` says nothing about its caller: something missing, a conflict, the server's own trouble. */
export type Outcome = 'success' | 'failure' | 'neither';

export interface Opening {
  readonly openedAt: number;
  /** From then on it is half-open. */
  readonly until: number;
  /** Failures that led here, those of failed trials included. */
  readonly failures: number;
  /** What the last failure was. */
  readonly reason: string;
  /** Trials that have succeeded since it is half-open. */
  readonly successes: number;
  readonly trial: Trial | undefined;
}

interface Trial {
  readonly ticket: number;
  /** A trial of which nothing has been heard by then is lost, and another one may begin. */
  readonly lostAt: number;
}

export interface Circuit {
  /** When its caller failed while it was closed; the oldest first, and none older than the window at the last failure. */
  readonly failedAt: readonly number[];
  /** undefined while it is closed. */
  readonly opening: Opening | undefined;
}

export interface Refusal {
  readonly state: 'open' | 'half_open';
  readonly retryAfterMs: number;
}

export const CLOSED: Circuit = { failedAt: [], opening: undefined };

/** As long as the server waits for the whole of a request. */
export const TRIAL_MS = 30_000;
/** A circuit that nobody has tried for so long closes by itself: its caller has gone. */
export const FORGOTTEN_AFTER_MS = 86_400_000;

const BETWEEN_TRIALS_MS = 1_000;

export function stateAt({ opening }: Circuit, now: number): CircuitState {
  if (opening === undefined || now >= opening.until + FORGOTTEN_AFTER_MS) return 'closed';
  return now < opening.until ? 'open' : 'half_open';
}

/** Why a request may not pass now; undefined where it may. */
export function refusalAt(circuit: Circuit, now: number): Refusal | undefined {
  const { opening } = circuit;
  const state = stateAt(circuit, now);
  if (opening === undefined || state === 'closed') return undefined;
  if (state === 'open') return { state, retryAfterMs: opening.until - now };
  if (opening.trial === undefined || now >= opening.trial.lostAt) return undefined;
  return { state, retryAfterMs: BETWEEN_TRIALS_MS };
}

/** Lets a request pass that is not refused. In a half-open circuit it is the trial, until it has come to something. */
export function admit(circuit: Circuit, ticket: number, now: number): Circuit {
  if (circuit.opening === undefined) return circuit;
  if (stateAt(circuit, now) === 'closed') return CLOSED;
  return { ...circuit, opening: { ...circuit.opening, trial: { ticket, lostAt: now + TRIAL_MS } } };
}

/**
 * What a request leaves behind. While the circuit is not closed its trial alone counts: a request that had been let in
 * before says nothing about how its caller behaves now.
 */
export function finish(circuit: Circuit, ticket: number, end: { outcome: Outcome; reason: string }, now: number, settings: CircuitSettings): Circuit {
  const { opening } = circuit;
  const state = stateAt(circuit, now);
  if (opening === undefined || state === 'closed') return end.outcome === 'failure' ? failClosed(circuit, end.reason, now, settings) : circuit;
  const { trial } = opening;
  if (state === 'open' || trial?.ticket !== ticket || now >= trial.lostAt) return circuit;
  if (end.outcome === 'failure') return opened(opening.failures + 1, end.reason, now, settings);
  const successes = opening.successes + (end.outcome === 'success' ? 1 : 0);
  return successes >= settings.halfOpenSuccesses ? CLOSED : { ...circuit, opening: { ...opening, successes, trial: undefined } };
}

function failClosed(circuit: Circuit, reason: string, now: number, settings: CircuitSettings): Circuit {
  const failedAt = [...circuit.failedAt.filter((at) => at > now - settings.windowMs), now];
  if (failedAt.length >= settings.failures) return opened(failedAt.length, reason, now, settings);
  return { failedAt, opening: undefined };
}

function opened(failures: number, reason: string, now: number, { openMs }: CircuitSettings): Circuit {
  return { failedAt: [], opening: { openedAt: now, until: now + openMs, failures, reason, successes: 0, trial: undefined } };
}
