import { prepareClaim, signedClaimSchema } from '@stemedb/knowledge/claims';
import { withClient } from '@stemedb/platform/database';
import { Pool } from 'pg';
import { type ClaimRow, columnsOf, CREATE_TABLE, INSERT_MANY, rowOf } from './baseline.table';
import { type BenchContext, quiet } from './bench-context';
import type { RawResult } from './results.types';
import { spreadOf } from './statistics.rules';

/** The same rows into the same bare table without HTTP, parsing, hashing or signatures: what PostgreSQL takes. */
export async function measureRaw(context: BenchContext): Promise<RawResult[]> {
  const { plan, postgres, scope, claims: signed } = context;
  const { claims, sizes, connections } = plan.raw;
  const rows = Array.from({ length: claims }, (_unused, number) =>
    rowOf(prepareClaim(signedClaimSchema.parse(JSON.parse(signed.at(number).toString())))),
  );
  const databaseUrl = await postgres.createDatabase(scope, 'raw');
  await withClient(databaseUrl, (client) => client.query(CREATE_TABLE));
  const pool = await scope.own(Promise.resolve(new Pool({ connectionString: databaseUrl, max: connections })), (own) => own.end());
  const results: RawResult[] = [];
  for (const size of sizes) {
    const batches = batchesOf(rows, size);
    const perSecond: number[] = [];
    for (let round = 0; round < plan.rounds; round += 1) {
      await pool.query('TRUNCATE claim');
      await quiet(context);
      perSecond.push(claims / (await insertAll(pool, batches, connections)));
    }
    results.push({ rowsPerCommit: size, connections, perSecond: spreadOf(perSecond) });
  }
  return results;
}

function batchesOf(rows: readonly ClaimRow[], size: number): unknown[][][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_unused, index) => columnsOf(rows.slice(index * size, (index + 1) * size)));
}

/** Seconds until every batch is durable. */
async function insertAll(pool: Pool, batches: readonly unknown[][][], connections: number): Promise<number> {
  const remaining = batches[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const values of remaining) await pool.query({ ...INSERT_MANY, values });
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, work));
  return (performance.now() - begun) / 1_000;
}
