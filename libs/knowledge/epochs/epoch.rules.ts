import { type RecordVerdict, WRITE } from '@stemedb/knowledge/signed-records';
import { DomainError } from '@stemedb/platform/errors';
import type { CreateEpoch } from './epoch.dto';
import { EPOCH_ERRORS } from './epoch.errors';

/** What stands in the store when an epoch arrives; undefined where that is nothing. */
export interface EpochFacts {
  /** Address of the epoch that has this id. */
  readonly standing_hash: string | null;
  /** When that one was recorded, RFC 3339. */
  readonly standing_since: string | null;
  /** Whether the superseded epoch exists. */
  readonly predecessor_known: boolean;
  /** Whether the superseded epoch itself supersedes the new one, directly or through others. */
  readonly leads_back: boolean;
}

const NOTHING: EpochFacts = { standing_hash: null, standing_since: null, predecessor_known: false, leads_back: false };

/**
 * Decides whether an epoch, whose signature holds, is made. An epoch can name only what stands already and never
 * changes, so there is no circle but the one of an epoch that names itself; a store that holds another is refused too.
 *
 * @param hash its address
 */
export function judgeEpoch(epoch: CreateEpoch, hash: string, facts: EpochFacts = NOTHING): RecordVerdict {
  if (facts.standing_since !== null && facts.standing_hash === hash) return { kind: 'standing', recordedAt: facts.standing_since };
  if (epoch.supersedes === epoch.id) return circle(`The epoch ${epoch.id} cannot supersede itself`);
  if (facts.standing_hash !== null) return taken(epoch.id);
  if (epoch.supersedes !== undefined && !facts.predecessor_known) return unknownPredecessor(epoch.supersedes);
  return facts.leads_back ? circle(`${epoch.supersedes} supersedes ${epoch.id}, directly or through others`) : WRITE;
}

export function unknownEpoch(id: string): DomainError {
  return new DomainError(EPOCH_ERRORS.epoch_not_found, `There is no epoch ${id}`);
}

function unknownPredecessor(id: string): RecordVerdict {
  return refuse(EPOCH_ERRORS.epoch_not_found, `There is no epoch ${id}`, 'supersedes', 'expected the id of an epoch');
}

function taken(id: string): RecordVerdict {
  return refuse(EPOCH_ERRORS.epoch_exists, `Another epoch is called ${id}, and epochs never change`, 'id', 'expected an id that is not taken');
}

function circle(detail: string): RecordVerdict {
  return refuse(EPOCH_ERRORS.epoch_cycle, detail, 'supersedes', 'expected an epoch that this one does not precede');
}

function refuse(code: string, detail: string, path: string, message: string): RecordVerdict {
  return { kind: 'refuse', error: new DomainError(code, detail, { errors: [{ path, message }] }) };
}
