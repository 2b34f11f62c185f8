import { CLAIM_KINDS } from './claim-kinds.rules';
import { HISTORY_KINDS } from './history-kinds.rules';
import type { RecordKind } from './record-kind.rules';
import { REVIEW_KINDS } from './review-kinds.rules';

/**
 * The kinds of records, by name, which is their order in an archive. A new table is archived and verified once its kind
 * stands in one of the three lists, and a test fails while it stands in none.
 */
export const RECORD_KINDS: readonly RecordKind[] = [...CLAIM_KINDS, ...HISTORY_KINDS, ...REVIEW_KINDS].sort((left, right) => (left.kind < right.kind ? -1 : 1));

/**
 * Tables that stay behind: who may call and which migrations have run belong to the installation, and what is derived from
 * the records is made anew from them.
 */
export const LEFT_OUT: readonly string[] = ['agent_quota', 'api_key', 'migration', 'claim_likeness', 'used_proof', 'idempotency_key', 'circuit_breaker', 'concept', 'concept_posting', 'escalation', 'escalation_delivery', 'escalation_tally', 'pair_standing', 'projection_checkpoint', 'search_document'];
