import { hash } from 'node:crypto';
import type { Moment } from '@stemedb/platform/time';

export const ESCALATION_TYPES = ['conflict', 'anecdotal_cluster', 'gold_standard_failure', 'source_retracted'] as const;
export type EscalationType = (typeof ESCALATION_TYPES)[number];

/** Rising. */
export const ESCALATION_LEVELS = ['info', 'investigate', 'urgent'] as const;
export type EscalationLevel = (typeof ESCALATION_LEVELS)[number];

/** `resolved` by a person, `closed` by itself because its reason went away. */
export const ESCALATION_STATES = ['open', 'resolved', 'closed'] as const;
export type EscalationState = (typeof ESCALATION_STATES)[number];

/** The predicate under which the retraction of a source is escalated; its subject is the source's hash. */
export const RETRACTION_PREDICATE = 'source_status';

/** What an escalation is about. Of each question at most one is open. */
export interface Question {
  readonly type: EscalationType;
  readonly subject: string;
  readonly predicate: string;
}

/** What a commit says about a question. */
export interface Signal extends Question {
  /** Of the commit. */
  readonly moment: Moment;
  /** Whether the commit takes the reason away rather than giving one. */
  readonly ends: boolean;
  /** When the latest evidence for it arrived, at the latest in the commit. */
  readonly evidenceAt: Moment;
  /** How many pieces of evidence there are. */
  readonly count: number;
  readonly level: EscalationLevel;
}

/** One escalation, from its opening to its end. */
export interface Escalation extends Question {
  readonly id: string;
  readonly level: EscalationLevel;
  readonly count: number;
  readonly state: EscalationState;
  readonly openedAt: Moment;
  readonly updatedAt: Moment;
  readonly endedAt: Moment | null;
}

/** A pair that is evenly divided over so many claims of tiers 0 to 2 cannot wait. */
const URGENT_CONFLICT = { score: 0.8, evidence: 4 };
const INVESTIGATED_CLUSTERS = 2;
const URGENT_FAILURES = 3;
const URGENT_RESTING = 100;

export function conflictLevel(conflictScore: number, evidenceClaims: number): EscalationLevel {
  return conflictScore >= URGENT_CONFLICT.score && evidenceClaims >= URGENT_CONFLICT.evidence ? 'urgent' : 'investigate';
}

export function clusterLevel(anecdotalClaims: number, threshold: number): EscalationLevel {
  return anecdotalClaims >= INVESTIGATED_CLUSTERS * threshold ? 'investigate' : 'info';
}

export function failureLevel(failures: number): EscalationLevel {
  return failures >= URGENT_FAILURES ? 'urgent' : 'investigate';
}

export function retractionLevel(resting: number): EscalationLevel {
  if (resting === 0) return 'info';
  return resting >= URGENT_RESTING ? 'urgent' : 'investigate';
}

const VERSION_8 = '8';
const VARIANT = '8';

/**
 * The id of the escalation that a commit opens: a UUID made of its question and the moment (RFC 9562, version 8). A table
 * that is made anew has the same ids, so that what was decided about them still holds.
 */
export function escalationId({ type, subject, predicate }: Question, openedAt: Moment): string {
  const digits = hash('sha256', JSON.stringify([type, subject, predicate, openedAt]));
  const parts = [digits.slice(0, 8), digits.slice(8, 12), VERSION_8 + digits.slice(13, 16), VARIANT + digits.slice(17, 20), digits.slice(20, 32)];
  return parts.join('-');
}

const higher = (left: EscalationLevel, right: EscalationLevel): EscalationLevel =>
  ESCALATION_LEVELS.indexOf(left) >= ESCALATION_LEVELS.indexOf(right) ? left : right;

/**
 * What becomes of a question's latest escalation (undefined where it has none) by a signal; the same one where nothing
 * does. Signals come in the order of their moments. The count and the level of an open escalation never fall. After a
 * person's decision only evidence that arrived later opens another one.
 */
export function follow(latest: Escalation | undefined, signal: Signal): Escalation | undefined {
  if (signal.ends) return latest?.state === 'open' ? { ...latest, state: 'closed', updatedAt: signal.moment, endedAt: signal.moment } : latest;
  if (!latest || opensAnew(latest, signal)) return opened(signal);
  if (latest.state === 'open' || isLate(latest, signal)) return raised(latest, signal);
  return latest;
}

/** Evidence that was on record when the escalation ended, but had not been taken in yet. */
function isLate({ endedAt }: Escalation, { moment }: Signal): boolean {
  return endedAt !== null && moment <= endedAt;
}

function opensAnew({ state, endedAt }: Escalation, { moment, evidenceAt }: Signal): boolean {
  if (endedAt === null) return false;
  return state === 'resolved' ? evidenceAt > endedAt : moment > endedAt;
}

function opened(signal: Signal): Escalation {
  const { type, subject, predicate, moment, count, level } = signal;
  const id = escalationId(signal, moment);
  return { id, type, subject, predicate, level, count, state: 'open', openedAt: moment, updatedAt: moment, endedAt: null };
}

function raised(latest: Escalation, { moment, count, level }: Signal): Escalation {
  const grown = count > latest.count || higher(latest.level, level) !== latest.level;
  if (!grown) return latest;
  return { ...latest, count: Math.max(latest.count, count), level: higher(latest.level, level), updatedAt: moment };
}

/** One text a question, by which escalations and signals meet. */
export function questionKey({ type, subject, predicate }: Question): string {
  return JSON.stringify([type, subject, predicate]);
}

/** What signals made of the escalations of their questions. */
export interface Followed {
  /** Every escalation that is new or changed, as it stands in the end; of one question in the order of their opening. */
  readonly changed: readonly Escalation[];
  /** The ids of the new ones. */
  readonly fresh: ReadonlySet<string>;
}

/**
 * Follows signals, which come in the order of their moments.
 *
 * @param standing the latest escalation of each question that has one
 * @param decided when decisions were made about escalations that these signals may open: a table that is made anew meets
 * them again
 */
export function followAll(standing: readonly Escalation[], signals: readonly Signal[], decided: ReadonlyMap<string, Moment>): Followed {
  const latest = new Map(standing.map((escalation) => [questionKey(escalation), escalation]));
  const changed = new Map<string, Escalation>();
  const fresh = new Set<string>();
  for (const signal of signals) {
    const key = questionKey(signal);
    const before = latest.get(key);
    const after = withDecision(before, follow(before, signal), decided);
    if (!after || after === before) continue;
    if (after.id !== before?.id) fresh.add(after.id);
    latest.set(key, after);
    changed.set(after.id, after);
  }
  return { changed: [...changed.values()], fresh };
}

function withDecision(before: Escalation | undefined, after: Escalation | undefined, decided: ReadonlyMap<string, Moment>): Escalation | undefined {
  const endedAt = after && after.id !== before?.id ? decided.get(after.id) : undefined;
  return after && endedAt !== undefined ? { ...after, state: 'resolved', endedAt } : after;
}
