import { ASSERTION_ERRORS } from '@stemedb/knowledge/assertions';
import type { Lifecycle } from '@stemedb/knowledge/claims';
import { type RecordVerdict, WRITE } from '@stemedb/knowledge/signed-records';
import { DomainError } from '@stemedb/platform/errors';
import type { TransitionRecord } from './lifecycle.dto';
import { LIFECYCLE_ERRORS } from './lifecycle.errors';

/** The steps that there are. What is rejected or deprecated stays so; a claim that says more is a new claim. */
const STEPS: Readonly<Record<Lifecycle, readonly Lifecycle[]>> = {
  Proposed: ['UnderReview'],
  UnderReview: ['Approved', 'Rejected'],
  Approved: ['Deprecated'],
  Rejected: [],
  Deprecated: [],
};

/** Steps that whoever signed the claim may take: to ask for a decision on it, and to give it up. */
const SIGNERS_STEPS: readonly Lifecycle[] = ['UnderReview', 'Deprecated'];

/** The states into which a claim can go from this one. */
export function nextStates(state: Lifecycle): readonly Lifecycle[] {
  return STEPS[state];
}

/** What stands in the store when a step arrives; undefined where nobody can see the claim. */
export interface LifecycleFacts {
  /** Where the claim stands now. */
  readonly state: Lifecycle;
  /** Whether the record's agent has signed the claim. */
  readonly signed_target: boolean;
  /** When the very same record was recorded, RFC 3339. */
  readonly standing_since: string | null;
}

/** Decides whether a step, whose signature holds, is taken. An impossible one is so for everybody. */
export function judgeTransition(record: TransitionRecord, facts: LifecycleFacts | undefined, byAdmin: boolean): RecordVerdict {
  const { target_hash, to } = record;
  if (!facts) return refuse(ASSERTION_ERRORS.assertion_not_found, `There is no assertion ${target_hash}`, []);
  if (facts.standing_since !== null && isRepetition(record, facts)) return { kind: 'standing', recordedAt: facts.standing_since };
  if (!nextStates(facts.state).includes(to)) return impossible(facts.state, to);
  return byAdmin || (facts.signed_target && SIGNERS_STEPS.includes(to)) ? WRITE : forbidden(facts, to);
}

/**
 * A signature carries its time, so that the same record is always the same act. Without one, it may be a new order in
 * the same words: it is a repetition only while the claim is where the first one took it.
 */
function isRepetition({ signature, to }: TransitionRecord, { state }: LifecycleFacts): boolean {
  return signature !== undefined || state === to;
}

function impossible(state: Lifecycle, to: Lifecycle): RecordVerdict {
  const next = nextStates(state);
  const message = next.length === 0 ? `expected no step: ${state} is final` : `expected ${next.join(' or ')}`;
  return refuse(LIFECYCLE_ERRORS.lifecycle_step_impossible, `A claim that is ${state} cannot become ${to}`, [{ path: 'to', message }]);
}

function forbidden({ signed_target }: LifecycleFacts, to: Lifecycle): RecordVerdict {
  const error = signed_target
    ? { path: 'to', message: `expected ${SIGNERS_STEPS.join(' or ')}, or an admin key` }
    : { path: 'agent_id', message: 'expected a signer of the claim, or an admin key' };
  const who = signed_target ? 'A signer' : 'Whoever has not signed a claim';
  return refuse(LIFECYCLE_ERRORS.lifecycle_step_not_permitted, `${who} may not make it ${to}`, [error]);
}

function refuse(code: string, detail: string, errors: readonly { path: string; message: string }[]): RecordVerdict {
  return { kind: 'refuse', error: new DomainError(code, detail, errors.length > 0 ? { errors } : {}) };
}
