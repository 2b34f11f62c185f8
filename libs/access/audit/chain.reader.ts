import { type AuditRow, type ChainHead, EMPTY_CHAIN } from './audit-chain.rules';
import { AUDIT_COLUMNS, auditOf, type StoredAudit } from './audit.statements';
import { type ChainReport, ChainVerifier } from './chain-verifier.rules';

/** As much of a connection as is needed to read a chain; a client of `pg` is one. */
export interface ChainClient {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

const PAGE_ROWS = 1_000;
/** Two rows that a forger gave one place come by their ids, so that none is passed over. */
const PAGE = `
  SELECT ${AUDIT_COLUMNS} FROM audit WHERE namespace = $1 AND (sequence, id) > ($2::bigint, $3::uuid)
  ORDER BY audit.sequence, audit.id LIMIT ${PAGE_ROWS}`;
const HEAD = `
  SELECT sequence, encode(hash, 'hex') AS hash FROM audit_checkpoint
  WHERE namespace = $1 ORDER BY sequence DESC LIMIT 1`;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** All rows of a namespace's chain in their order. The connection's scope is the namespace from then on. */
export async function* readChain(client: ChainClient, namespace: string): AsyncGenerator<AuditRow> {
  await enter(client, namespace);
  let [sequence, id] = [Number.MIN_SAFE_INTEGER, NO_ID];
  for (;;) {
    const { rows } = await client.query(PAGE, [namespace, sequence, id]);
    for (const stored of rows as StoredAudit[]) {
      const row = auditOf(stored);
      ({ sequence, id } = row);
      yield row;
    }
    if (rows.length < PAGE_ROWS) return;
  }
}

/** Where the store says that a chain stands. */
export async function readChainHead(client: ChainClient, namespace: string): Promise<ChainHead> {
  await enter(client, namespace);
  const [row] = (await client.query(HEAD, [namespace])).rows as { sequence: string; hash: string }[];
  return row ? { sequence: Number(row.sequence), hash: row.hash } : EMPTY_CHAIN;
}

/**
 * Reads a whole chain and names what is wrong with it. The head is read first, so that rows that are appended meanwhile
 * are no fault.
 */
export async function verifyStoredChain(client: ChainClient, namespace: string): Promise<ChainReport> {
  const head = await readChainHead(client, namespace);
  const verifier = new ChainVerifier();
  for await (const row of readChain(client, namespace)) verifier.read(row);
  return verifier.end(head);
}

async function enter(client: ChainClient, namespace: string): Promise<void> {
  await client.query("SELECT set_config('stemedb.namespace', $1, false)", [namespace]);
}
