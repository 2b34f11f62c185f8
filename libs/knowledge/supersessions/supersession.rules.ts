import { ASSERTION_ERRORS } from '@stemedb/knowledge/assertions';
import { type RecordVerdict, WRITE } from '@stemedb/knowledge/signed-records';
import { DomainError } from '@stemedb/platform/errors';
import type { Supersede } from './supersession.dto';
import { SUPERSESSION_ERRORS } from './supersession.errors';

/** How many claims are looked at, one superseding the other, before a chain is too long to be followed. */
export const MAX_CHAIN = 1_000;

/** What stands in the store when a supersession arrives; undefined where nobody can see its target. */
export interface SupersessionFacts {
  /** Whether the record's agent has signed the target. */
  readonly signed_target: boolean;
  /** Whether the superseding claim can be seen; true where none is named. */
  readonly successor_visible: boolean;
  /** Whether whoever follows the supersessions of the superseding claim comes to the target. */
  readonly leads_back: boolean;
  /** Whether more than MAX_CHAIN claims follow on the superseding one. */
  readonly endless: boolean;
  /** When the very same record was recorded, RFC 3339. */
  readonly standing_since: string | null;
}

/** Decides whether a supersession, whose signature holds, is written. */
export function judgeSupersession(record: Supersede, facts: SupersessionFacts | undefined, byAdmin: boolean): RecordVerdict {
  const { target_hash, superseding_hash, type } = record;
  if (!facts) return unknownAssertion('target_hash', target_hash);
  if (facts.standing_since !== null) return { kind: 'standing', recordedAt: facts.standing_since };
  if (superseding_hash !== undefined && !facts.successor_visible) return unknownAssertion('superseding_hash', superseding_hash);
  if (type === 'Retraction' && !byAdmin && !facts.signed_target) return retractionByStranger(target_hash);
  if (facts.leads_back) return circle(record);
  return facts.endless ? tooLong() : WRITE;
}

function unknownAssertion(path: string, hash: string): RecordVerdict {
  return refuse(ASSERTION_ERRORS.assertion_not_found, `There is no assertion ${hash}`, path, 'expected the address of an assertion');
}

function retractionByStranger(hash: string): RecordVerdict {
  return refuse(SUPERSESSION_ERRORS.retraction_not_permitted, `The agent has not signed ${hash}`, 'agent_id', 'expected a signer of the target');
}

function circle({ target_hash, superseding_hash }: Supersede): RecordVerdict {
  const detail =
    target_hash === superseding_hash
      ? 'A claim cannot supersede itself'
      : `${superseding_hash} is itself superseded, directly or through others, by ${target_hash}`;
  return refuse(SUPERSESSION_ERRORS.supersession_cycle, detail, 'superseding_hash', 'expected a claim that the target does not supersede');
}

function tooLong(): RecordVerdict {
  const detail = `More than ${MAX_CHAIN} claims follow on the superseding one`;
  return refuse(SUPERSESSION_ERRORS.supersession_chain_too_long, detail, 'superseding_hash', 'expected the last claim of the chain');
}

function refuse(code: string, detail: string, path: string, message: string): RecordVerdict {
  return { kind: 'refuse', error: new DomainError(code, detail, { errors: [{ path, message }] }) };
}
