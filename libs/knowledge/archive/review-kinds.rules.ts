import { onAssertion, PAGE, RECORDED, type RecordKind } from './record-kind.rules';

/** What operators fixed as right, what was counted by it, and what they decided about escalations. */
export const REVIEW_KINDS: readonly RecordKind[] = [
  {
    kind: 'escalation_decision',
    table: 'escalation_decision',
    columns: {
      escalation_id: 'uuid',
      type: 'text',
      subject: 'text',
      predicate: 'text',
      resolution: 'text',
      note: 'text',
      winning_hash: 'bytes',
      key_id: 'uuid',
      recorded_at: 'moment',
    },
    key: ['escalation_id'],
    named: 'escalation_id',
    references: [RECORDED, { to: 'assertion', columns: { winning_hash: 'hash' }, fault: 'there is no such winning assertion' }],
    page: PAGE,
  },
  {
    kind: 'gold_outcome',
    table: 'gold_outcome',
    columns: { gold_id: 'uuid', subject_key: 'key', assertion_hash: 'bytes', agent_id: 'bytes', accurate: 'flag', recorded_at: 'moment' },
    key: ['gold_id', 'assertion_hash', 'agent_id'],
    named: 'assertion_hash',
    references: [
      RECORDED,
      onAssertion('assertion_hash'),
      { to: 'gold_standard', columns: { gold_id: 'id' }, fault: 'there is no such gold standard' },
    ],
    page: PAGE,
  },
  {
    kind: 'gold_standard',
    table: 'gold_standard',
    columns: {
      id: 'uuid',
      subject_key: 'key',
      predicate_key: 'key',
      subject: 'text',
      predicate: 'text',
      object: 'text',
      tolerance: 'figure',
      note: 'text',
      key_id: 'uuid',
      recorded_at: 'moment',
      removed_at: 'moment',
    },
    key: ['id'],
    named: 'id',
    references: [RECORDED],
    page: PAGE,
  },
];
