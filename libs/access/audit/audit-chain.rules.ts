import { blake3 } from '@napi-rs/blake-hash';
import canonicalize from 'canonicalize';
import type { Moment } from '@stemedb/platform/time';

export const AUDIT_KINDS = ['query', 'admin'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** What is to be remembered, before it has its place in the chain. */
export interface NewAudit {
  /** UUID of version 7. */
  readonly id: string;
  readonly kind: AuditKind;
  /** The route that was asked; null for an act. */
  readonly path: string | null;
  /** What an administrator did; null for a query. */
  readonly act: string | null;
  readonly key_id: string;
  readonly agent_id: string | null;
  readonly subject: string | null;
  readonly lens: string | null;
  readonly as_of: Moment | null;
  /** Canonical JSON of everything else. */
  readonly payload: string;
}

/** A row of the trail, as it is stored; hashes in hex. */
export interface AuditRow extends NewAudit {
  readonly namespace: string;
  /** Its place in the namespace's chain, from 1. */
  readonly sequence: number;
  readonly recorded_at: Moment;
  readonly previous_hash: string;
  readonly hash: string;
}

/** Where a chain stands. */
export interface ChainHead {
  /** Of its last row; 0 before the first. */
  readonly sequence: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

/** RFC 8785 (JCS) text of a JSON value; members that are undefined are left out. */
export function canonicalText(value: object): string {
  return canonicalize(value) ?? '';
}

/**
 * The same for an object with one long member whose text is known already. Sorting the members of each of a hundred
 * claims anew took six times as long as writing them out.
 */
export function canonicalTextWith(name: string, text: string, others: object): string {
  const members = Object.entries(others).flatMap(([key, value]): [string, string][] => {
    const written = canonicalize(value);
    return written === undefined ? [] : [[key, written]];
  });
  const sorted = [...members, [name, text] as const].sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([key, written]) => `${JSON.stringify(key)}:${written}`).join(',')}}`;
}

/** BLAKE3-256 of the UTF-8 form of a text, 64 hex digits. */
export function digestOf(text: string): string {
  return blake3(text).toString('hex');
}

/**
 * What an answer is remembered by: BLAKE3 of its JSON, without the id of its audit and without its cursor, which is a
 * ticket to the next page rather than a part of what was said.
 */
export function answerDigest(answer: object): string {
  return digestOf(answerText(answer));
}

/** The text that an answer's digest is of. */
export function answerText(answer: object): string {
  return JSON.stringify({ ...answer, audit_id: undefined, next_cursor: undefined });
}

/** The hash of a row, over the hash of the row before it and everything that the row says of itself. */
export function rowHash(row: Omit<AuditRow, 'hash'>): string {
  return digestOf(`stemedb/audit/v1\n${row.previous_hash}\n${rowText(row)}`);
}

/**
 * Canonical JSON of a row without its two hashes. The members stand in the order that JCS sorts them into, and the
 * payload, canonical itself, as it is stored, so that no byte of it can change unseen.
 */
function rowText(row: Omit<AuditRow, 'hash'>): string {
  const text = JSON.stringify;
  return (
    `{"act":${text(row.act)},"agent_id":${text(row.agent_id)},"as_of":${text(row.as_of)},"id":${text(row.id)},` +
    `"key_id":${text(row.key_id)},"kind":${text(row.kind)},"lens":${text(row.lens)},"namespace":${text(row.namespace)},` +
    `"path":${text(row.path)},"payload":${row.payload},"recorded_at":${text(row.recorded_at)},` +
    `"sequence":${row.sequence},"subject":${text(row.subject)}}`
  );
}

/** Gives new audits their places behind the head of a chain, in their order. */
export function chainRows(namespace: string, recordedAt: Moment, head: ChainHead, audits: readonly NewAudit[]): AuditRow[] {
  let { sequence, hash } = head;
  return audits.map((audit) => {
    sequence += 1;
    const unhashed = { ...audit, namespace, sequence, recorded_at: recordedAt, previous_hash: hash };
    hash = rowHash(unhashed);
    return { ...unhashed, hash };
  });
}
