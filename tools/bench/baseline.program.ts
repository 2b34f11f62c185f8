import { prepareClaim, signedClaimSchema, verifySignatures } from '@stemedb/knowledge/claims';
import { GroupCommit } from '@stemedb/platform/batching';
import fastify from 'fastify';
import { Pool } from 'pg';
import { type ClaimRow, columnsOf, INSERT_MANY, INSERT_ONE, rowOf } from './baseline.table';

/**
 * What is left of a claims server without authentication, namespaces, history, metrics, limits, gates and a framework:
 * it parses, validates, hashes, checks the signature and stores. Its address goes to the parent process.
 */
export interface BaselineMessage {
  readonly url: string;
}

export type BaselineMode = 'one-row' | 'group-commit';

const MAX_ROWS = 1_000;
const QUEUE_LIMIT = 20_000;

type Insert = (row: ClaimRow) => Promise<unknown>;

function oneRowACommit(pool: Pool): Insert {
  return (row) => pool.query({ ...INSERT_ONE, values: [...row] });
}

function groupCommit(pool: Pool): Insert {
  const group = new GroupCommit<ClaimRow, void>({
    commit: async (rows) => {
      await pool.query({ ...INSERT_MANY, values: columnsOf(rows) });
      return rows.map(() => undefined);
    },
    canIsolate: () => false,
    maxItems: MAX_ROWS,
    queueLimit: QUEUE_LIMIT,
    onOverflow: () => new Error('too many writes are waiting'),
  });
  return (row) => group.submit(row);
}

async function main(mode: BaselineMode, databaseUrl: string, poolSize: number): Promise<void> {
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize });
  const insert = mode === 'one-row' ? oneRowACommit(pool) : groupCommit(pool);
  const app = fastify();
  app.post('/claims', async (request, reply) => {
    const prepared = prepareClaim(signedClaimSchema.parse(request.body));
    if (verifySignatures(prepared).length > 0) return reply.status(422).send({ status: 'refused' });
    await insert(rowOf(prepared));
    return reply.status(201).send({ hash: prepared.address, status: 'created' });
  });
  const message: BaselineMessage = { url: await app.listen({ host: '127.0.0.1', port: 0 }) };
  process.send?.(message);
}

// Without its parent nobody would end it.
process.once('disconnect', () => process.exit());
const [mode, databaseUrl, poolSize] = process.argv.slice(2);
void main(mode as BaselineMode, databaseUrl ?? '', Number(poolSize));
