import { canonicalJson, type PreparedClaim, SOURCE_CLASSES } from '@stemedb/knowledge/claims';

/** The least that holds a claim durably: one row with its fields and its signature, found by its address. */
export const CREATE_TABLE = `
  CREATE TABLE claim (
    hash bytea PRIMARY KEY,
    subject text NOT NULL,
    predicate text NOT NULL,
    object text NOT NULL,
    confidence double precision NOT NULL,
    source_hash bytea NOT NULL,
    source_class smallint,
    lifecycle text NOT NULL,
    valid_from bigint,
    valid_to bigint,
    epoch text,
    parent_hash bytea,
    source_metadata text,
    narrative text,
    visual_hash bytea,
    agent_id bytea NOT NULL,
    signature bytea NOT NULL,
    signed_at bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
  )`;

const COLUMNS = [
  ['hash', 'bytea'],
  ['subject', 'text'],
  ['predicate', 'text'],
  ['object', 'text'],
  ['confidence', 'float8'],
  ['source_hash', 'bytea'],
  ['source_class', 'smallint'],
  ['lifecycle', 'text'],
  ['valid_from', 'bigint'],
  ['valid_to', 'bigint'],
  ['epoch', 'text'],
  ['parent_hash', 'bytea'],
  ['source_metadata', 'text'],
  ['narrative', 'text'],
  ['visual_hash', 'bytea'],
  ['agent_id', 'bytea'],
  ['signature', 'bytea'],
  ['signed_at', 'bigint'],
] as const;

const names = COLUMNS.map(([name]) => name).join(', ');
const values = COLUMNS.map((_column, index) => `$${index + 1}`).join(', ');
const arrays = COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');

/** Prepared once a connection, as the server's own statements are. */
export const INSERT_ONE = {
  name: 'insert_one',
  text: `INSERT INTO claim (${names}) VALUES (${values}) ON CONFLICT (hash) DO NOTHING`,
};

export const INSERT_MANY = {
  name: 'insert_many',
  text: `INSERT INTO claim (${names}) SELECT * FROM unnest(${arrays}) ON CONFLICT (hash) DO NOTHING`,
};

export type ClaimRow = readonly unknown[];

const bytes = (hex: string | undefined): Buffer | null => (hex === undefined ? null : Buffer.from(hex, 'hex'));

/** The row of a claim with one signature, in the order of the columns. */
export function rowOf({ claim, address, signatures }: PreparedClaim): ClaimRow {
  const [signature] = signatures;
  if (!signature) throw new Error('a claim carries a signature');
  return [
    bytes(address),
    claim.subject,
    claim.predicate,
    canonicalJson(claim.object),
    claim.confidence,
    bytes(claim.source_hash),
    claim.source_class === undefined ? null : SOURCE_CLASSES.indexOf(claim.source_class),
    claim.lifecycle ?? 'Proposed',
    claim.valid_from ?? null,
    claim.valid_to ?? null,
    claim.epoch ?? null,
    bytes(claim.parent_hash),
    claim.source_metadata === undefined ? null : canonicalJson(claim.source_metadata),
    claim.narrative ?? null,
    bytes(claim.visual_hash),
    bytes(signature.agent_id),
    bytes(signature.signature),
    signature.timestamp,
  ];
}

/** One array a column, as `unnest` takes them. */
export function columnsOf(rows: readonly ClaimRow[]): unknown[][] {
  return COLUMNS.map((_column, index) => rows.map((row) => row[index]));
}
