import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@stemedb/platform/database';
import { closedLoop, type ClosedLoopResult } from './closed-loop';
import type { SignedClaims } from './signed-claims';
import type { StemeDb } from './stemedb.process';

const LOOK_AGAIN_MS = 200;

export interface BatchLoad {
  readonly first: number;
  readonly claims: number;
  readonly perRequest: number;
  readonly connections: number;
}

/** Sends claims as NDJSON, so many a request. */
export function sendBatches(server: StemeDb, signed: SignedClaims, load: BatchLoad): Promise<ClosedLoopResult> {
  const { first, claims, perRequest, connections } = load;
  return closedLoop({
    url: server.url,
    path: '/v1/assert/batch',
    headers: { ...server.headers, 'content-type': 'application/x-ndjson' },
    connections,
    requests: Math.ceil(claims / perRequest),
    body: (request) => signed.lines(first + request * perRequest, Math.min(perRequest, claims - request * perRequest)),
    status: 207,
  });
}

const LAG = /^stemedb_projection_lag_seconds\{[^}]*\} (\S+)$/gm;

/**
 * Waits until everything derived from the claims is there, and PostgreSQL knows its tables: what autovacuum would do
 * within minutes. Otherwise that work is measured too.
 */
export async function settled(server: StemeDb, databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, (client) => client.query('VACUUM ANALYZE'));
  await caughtUp(server);
}

/** Waits until everything derived from the claims is there. */
export async function caughtUp(server: StemeDb): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    if ([...metrics.matchAll(LAG)].every(([, seconds]) => Number(seconds) === 0)) return;
    await sleep(LOOK_AGAIN_MS);
  }
}

export interface Standing {
  readonly rows: number;
  readonly distinct: number;
  readonly signatures: number;
}

/** What the store holds, asked of PostgreSQL itself. */
export function countClaims(databaseUrl: string): Promise<Standing> {
  return withClient(databaseUrl, async (client) => {
    await client.query(`SET stemedb.namespace = 'default'`);
    const answer = await client.query<Record<keyof Standing, string>>(
      `SELECT count(*) AS rows, count(DISTINCT hash) AS distinct, (SELECT count(*) FROM assertion_signature) AS signatures FROM assertion`,
    );
    const [row] = answer.rows;
    return { rows: Number(row?.rows), distinct: Number(row?.distinct), signatures: Number(row?.signatures) };
  });
}

/** @throws Error unless exactly so many claims stand, each once */
export async function expectClaims(databaseUrl: string, claims: number): Promise<void> {
  const { rows, distinct } = await countClaims(databaseUrl);
  if (rows !== claims || distinct !== claims) throw new Error(`${claims} claims were acknowledged, ${rows} rows stand (${distinct} distinct)`);
}
