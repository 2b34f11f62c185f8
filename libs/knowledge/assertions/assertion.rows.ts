import { canonicalJson, canonicalObject, type Lifecycle, SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import type { ColumnType } from '@stemedb/platform/database';
import type { IncomingClaim } from './incoming-claim';
import { predicateKey, subjectKey } from './subject-key.rules';

export const hex = (text: string): Buffer => Buffer.from(text, 'hex');

export const tierOf = (sourceClass: SourceClass): number => SOURCE_CLASSES.indexOf(sourceClass);

export const DEFAULT_LIFECYCLE: Lifecycle = 'Proposed';

/** Of the values of an assertion row. */
export const ASSERTION_TYPES: readonly ColumnType[] = [
  'bigint',
  'bigint',
  'bytea',
  'text',
  'text',
  'text',
  'double precision',
  'bytea',
  'smallint',
  'boolean',
  'text',
  'bigint',
  'bigint',
  'text',
  'bytea',
  'text',
  'text',
  'bytea',
];

/** Of the values of a signature row. */
export const SIGNATURE_TYPES: readonly ColumnType[] = ['bigint', 'bytea', 'bytea', 'bytea', 'bigint'];

/** The values of one assertion row, in the order of the insert statements after the namespace. */
export function assertionRow(namespace: string, incoming: IncomingClaim): readonly unknown[] {
  const { claim } = incoming;
  return [
    subjectKey(namespace, claim.subject),
    predicateKey(claim.predicate),
    incoming.address,
    claim.subject,
    claim.predicate,
    canonicalObject(claim.object),
    claim.confidence,
    claim.source_hash,
    tierOf(incoming.sourceClass),
    claim.source_class !== undefined,
    claim.lifecycle ?? DEFAULT_LIFECYCLE,
    claim.valid_from ?? null,
    claim.valid_to ?? null,
    claim.epoch ?? null,
    claim.parent_hash ?? null,
    claim.source_metadata === undefined ? null : canonicalJson(claim.source_metadata),
    claim.narrative ?? null,
    claim.visual_hash ?? null,
  ];
}

/** The values of the rows of one claim's signatures, after the namespace. */
export function signatureRows(namespace: string, incoming: IncomingClaim): readonly (readonly unknown[])[] {
  const subject = subjectKey(namespace, incoming.claim.subject);
  return incoming.signatures.map(({ agent_id, signature, timestamp }) => [
    subject,
    incoming.address,
    agent_id,
    signature,
    timestamp,
  ]);
}
