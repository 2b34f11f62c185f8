import { canonicalJson, type Lifecycle, SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import type { IncomingClaim } from './incoming-claim';
import { predicateKey, subjectKey } from './subject-key.rules';

export const hex = (text: string): Buffer => Buffer.from(text, 'hex');

const hexOrNull = (text: string | undefined): Buffer | null => (text === undefined ? null : hex(text));

export const tierOf = (sourceClass: SourceClass): number => SOURCE_CLASSES.indexOf(sourceClass);

export const DEFAULT_LIFECYCLE: Lifecycle = 'Proposed';

/** The values of one assertion row, in the order of the insert statements after the namespace. */
export function assertionRow(namespace: string, incoming: IncomingClaim): readonly unknown[] {
  const { claim } = incoming;
  return [
    subjectKey(namespace, claim.subject),
    predicateKey(claim.predicate),
    hex(incoming.address),
    claim.subject,
    claim.predicate,
    canonicalJson(claim.object),
    claim.confidence,
    hex(claim.source_hash),
    tierOf(incoming.sourceClass),
    claim.source_class !== undefined,
    claim.lifecycle ?? DEFAULT_LIFECYCLE,
    claim.valid_from ?? null,
    claim.valid_to ?? null,
    claim.epoch ?? null,
    hexOrNull(claim.parent_hash),
    claim.source_metadata === undefined ? null : canonicalJson(claim.source_metadata),
    claim.narrative ?? null,
    hexOrNull(claim.visual_hash),
  ];
}

/** The values of the rows of one claim's signatures, after the namespace. */
export function signatureRows(namespace: string, incoming: IncomingClaim): readonly (readonly unknown[])[] {
  const subject = subjectKey(namespace, incoming.claim.subject);
  const hash = hex(incoming.address);
  return incoming.signatures.map(({ agent_id, signature, timestamp }) => [
    subject,
    hash,
    hex(agent_id),
    hex(signature),
    timestamp,
  ]);
}

/** Turns rows into one array a column, as `unnest` takes them. */
export function columnsOf(rows: readonly (readonly unknown[])[], width: number): unknown[][] {
  return Array.from({ length: width }, (_unused, column) => rows.map((row) => row[column]));
}
