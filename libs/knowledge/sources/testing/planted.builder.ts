import { createHash, randomUUID } from 'node:crypto';
import { hex, predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import { keysOf, SIGNED_AT } from '@stemedb/knowledge/assertions/testing';
import { ZERO_HASH } from '@stemedb/knowledge/claims';
import type { Call, Database } from '@stemedb/platform/database';

/** A claim as it lies in the store, under an address made of its name: only so can a test close a circle. */
export interface Planted {
  readonly name: string;
  /** Name of the claim that it derives from. */
  readonly parent?: string;
  /** Name of the source that it cites. */
  readonly source?: string;
  readonly subject?: string;
  readonly value?: number;
  readonly confidence?: number;
  /** Numbers of its signers. */
  readonly agents?: readonly number[];
  /** Held back, or decided upon at the commit that brings it. */
  readonly quarantine?: 'pending' | 'approved' | 'rejected';
}

/** Many claims alike: all cite one source, or derive from one claim, or each from the one before. */
export interface PlantedMany {
  readonly count: number;
  readonly prefix: string;
  readonly parent?: string;
  readonly source?: string;
  readonly chain?: boolean;
}

const PREDICATE = 'value';

/** The address that goes with a name. */
export const named = (name: string): string => createHash('sha256').update(name).digest('hex');

const optional = (name: string | undefined): Buffer | null => (name === undefined ? null : hex(named(name)));

const COLUMNS = `namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash, source_class,
  declared_class, lifecycle, parent_hash`;

/** Writes claims past every check, in one commit; answers with its moment. */
export async function plant(database: Database, namespace: string, ...claims: readonly Planted[]): Promise<string> {
  return (await database.commit('plant', namespace, claims.flatMap((claim) => callsOf(namespace, claim)))).recordedAt;
}

function callsOf(namespace: string, claim: Planted): Call[] {
  const { name, parent, source, subject = 'planted', value = 1, confidence = 1, agents = [1], quarantine } = claim;
  const key = subjectKey(namespace, subject);
  const text = `INSERT INTO assertion (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 3, true, 'Proposed', $10)`;
  const object = JSON.stringify({ type: 'Number', value });
  const sourceHash = optional(source) ?? hex(ZERO_HASH);
  const row = [namespace, key, predicateKey(PREDICATE), hex(named(name)), subject, PREDICATE, object, confidence, sourceHash, optional(parent)];
  return [
    { statement: { text }, values: row },
    ...agents.map((agent) => ({
      statement: { text: 'INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at) VALUES ($1, $2, $3, $4, $5, $6)' },
      values: [namespace, key, hex(named(name)), hex(keysOf(agent).agentId), Buffer.alloc(64), SIGNED_AT],
    })),
    ...(quarantine === undefined ? [] : [hold(namespace, key, name, quarantine)]),
  ];
}

function hold(namespace: string, key: string, name: string, state: NonNullable<Planted['quarantine']>): Call {
  const text = `INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail, decision, decided_at)
    VALUES ($1, $2, $3, 'pattern', 'by the test', $4, CASE WHEN $4::text IS NOT NULL THEN stemedb_recorded_at() END)`;
  return { statement: { text }, values: [namespace, key, hex(named(name)), state === 'pending' ? null : state] };
}

/** Writes many claims about one pair, named by the prefix and a number from 1. */
export async function plantMany(database: Database, namespace: string, many: PlantedMany): Promise<string> {
  const { count, prefix, parent, source, chain = false } = many;
  const subject = `many ${prefix}`;
  const key = subjectKey(namespace, subject);
  const name = (number: string) => `sha256(convert_to($1 || ${number}, 'UTF8'))`;
  const claims = `
    INSERT INTO assertion (${COLUMNS})
    SELECT $2, $3, $4, ${name('i')}, $5, '${PREDICATE}', '{"type":"Number","value":1}', 1, $6, 3, true, 'Proposed',
      CASE WHEN $8 AND i > 1 THEN ${name('(i - 1)')} ELSE $7::bytea END
    FROM generate_series(1, $9::int) i`;
  const signatures = `
    INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at)
    SELECT $2, $3, ${name('i')}, $4, $5, ${SIGNED_AT} FROM generate_series(1, $6::int) i`;
  const sourceHash = optional(source) ?? hex(ZERO_HASH);
  const commit = await database.commit('plant', namespace, [
    { statement: { text: claims }, values: [prefix, namespace, key, predicateKey(PREDICATE), subject, sourceHash, optional(parent), chain, count] },
    { statement: { text: signatures }, values: [prefix, namespace, key, hex(keysOf(1).agentId), Buffer.alloc(64), count] },
  ]);
  return commit.recordedAt;
}

/** Registers a source under a name, which is its title. */
export async function plantSource(database: Database, namespace: string, name: string): Promise<string> {
  const text = 'INSERT INTO source (namespace, hash, title) VALUES ($1, $2, $3)';
  return (await database.commit('plant', namespace, [{ statement: { text }, values: [namespace, hex(named(name)), name] }])).recordedAt;
}

/** Retracts the source of a name, as an admin does. */
export async function plantRetraction(database: Database, namespace: string, name: string): Promise<string> {
  const text = `INSERT INTO source_status (namespace, source_hash, status, reason, key_id) VALUES ($1, $2, 'retracted', 'because', $3)`;
  return (await database.commit('plant', namespace, [{ statement: { text }, values: [namespace, hex(named(name)), randomUUID()] }])).recordedAt;
}
