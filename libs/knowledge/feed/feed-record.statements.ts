import { SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import type { FeedKind } from './feed-kind.rules';

/** SQL of one kind of record, which stands in `r`. */
export interface RecordKind {
  readonly table: string;
  /** When it was recorded. */
  readonly moment: string;
  /** bytea, or a text of collation "C". */
  readonly key: string;
  /** The address that is shown; text. */
  readonly hash: string;
  /** bytea: the assertion that it hangs on or is. */
  readonly claim?: string;
  /** The text that is shown as subject, where that is not the assertion's. */
  readonly subject?: string;
  /** A JSON object: what else is shown. */
  readonly detail: string;
  readonly condition?: string;
}

export const hexText = (expression: string): string => `encode(${expression}, 'hex')`;

/** Names of source classes by their tier, as JSON shows them. */
export const className = (tier: string): string => `(ARRAY[${SOURCE_CLASSES.map((name) => `'${name}'`).join(', ')}])[${tier} + 1]`;

const object = (members: Readonly<Record<string, string>>): string =>
  `json_build_object(${Object.entries(members).map(([name, value]) => `'${name}', ${value}`).join(', ')})`;

const HASHED = { moment: 'r.recorded_at', key: 'r.hash', hash: hexText('r.hash') };
const NO_HASH = 'NULL::text';

/** Whoever signed together with the claim stands in the claim's own event; here are those who came later. */
const COSIGNED = `(SELECT a.recorded_at FROM assertion a WHERE a.namespace = $1 AND a.hash = r.assertion_hash) < r.recorded_at`;

/** Contents (a claim's object, a source's text) stay out: they can be erased, and are read by address. */
export const RECORD_KINDS: Readonly<Record<FeedKind, RecordKind>> = {
  source: {
    ...HASHED,
    table: 'source',
    detail: object({ title: 'r.title', uri: 'r.uri', author: 'r.author', source_class: className('r.source_class'), agent_id: hexText('r.agent_id') }),
  },
  epoch: {
    ...HASHED,
    table: 'epoch',
    key: 'r.id',
    detail: object({ epoch: 'r.id', name: 'r.name', supersedes: 'r.supersedes', supersession_type: 'r.supersession_type' }),
  },
  assertion: {
    ...HASHED,
    table: 'assertion',
    claim: 'r.hash',
    detail: object({
      confidence: 'r.confidence',
      source_class: className('r.source_class'),
      source_hash: hexText('r.source_hash'),
      lifecycle: 'r.lifecycle',
      epoch: 'r.epoch',
      agent_ids: `(SELECT json_agg(${hexText('s.agent_id')} ORDER BY s.agent_id) FROM assertion_signature s
        WHERE s.namespace = $1 AND s.subject_key = r.subject_key AND s.assertion_hash = r.hash AND s.recorded_at = r.recorded_at)`,
    }),
  },
  signature: {
    table: 'assertion_signature',
    moment: 'r.recorded_at',
    key: 'r.assertion_hash || r.agent_id',
    hash: hexText('r.assertion_hash'),
    claim: 'r.assertion_hash',
    detail: object({ agent_id: hexText('r.agent_id'), timestamp: 'r.signed_at' }),
    condition: COSIGNED,
  },
  vote: {
    ...HASHED,
    table: 'vote',
    claim: 'r.assertion_hash',
    detail: object({ assertion_hash: hexText('r.assertion_hash'), agent_id: hexText('r.agent_id'), weight: 'r.weight', timestamp: 'r.voted_at' }),
  },
  supersession: {
    ...HASHED,
    table: 'supersession',
    claim: 'r.target_hash',
    detail: object({
      target_hash: hexText('r.target_hash'),
      superseding_hash: hexText('r.superseding_hash'),
      type: 'r.type',
      reason: 'r.reason',
      agent_id: hexText('r.agent_id'),
    }),
  },
  lifecycle: {
    ...HASHED,
    table: 'lifecycle_transition',
    claim: 'r.target_hash',
    detail: object({ target_hash: hexText('r.target_hash'), from: 'r.from_state', to: 'r.to_state', reason: 'r.reason', agent_id: hexText('r.agent_id') }),
  },
  source_status: {
    table: 'source_status',
    moment: 'r.recorded_at',
    key: 'r.source_hash',
    hash: hexText('r.source_hash'),
    detail: object({ status: 'r.status', reason: 'r.reason' }),
  },
  alias_removed: {
    table: 'alias',
    moment: 'r.removed_at',
    key: 'r.alias',
    hash: NO_HASH,
    subject: 'r.alias',
    detail: object({ canonical: 'r.canonical' }),
    condition: 'r.removed_at IS NOT NULL',
  },
  alias: {
    table: 'alias',
    moment: 'r.recorded_at',
    key: 'r.alias',
    hash: NO_HASH,
    subject: 'r.alias',
    detail: object({ canonical: 'r.canonical', confidence: 'r.confidence', reason: 'r.reason', created_by: 'r.created_by' }),
  },
  trust: {
    table: 'trust_event',
    moment: 'r.recorded_at',
    // Several events of one agent can share a commit.
    key: 'sha256(r.agent_id || int2send(r.ordinal))',
    hash: NO_HASH,
    detail: object({ agent_id: hexText('r.agent_id'), trust: 'r.trust', cause: 'r.cause', reason: 'r.detail' }),
  },
  redaction: {
    ...HASHED,
    table: 'redaction',
    claim: `CASE WHEN r.kind = 'assertion' THEN r.hash END`,
    detail: object({ of: 'r.kind', fields: 'r.fields', reason: 'r.reason' }),
  },
};
