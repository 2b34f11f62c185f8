import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countClaims } from './batch.load';
import type { BenchContext } from './bench-context';
import { acknowledgedLoop } from './acknowledged-loop';
import { MemoryServer } from './memory-server.client';
import type { WritersResult } from './results.types';
import { startStemeDb } from './stemedb.process';

/** Two writers at once: two memory servers on one file, then two StemeDB servers on one PostgreSQL. */
export async function measureWriters(context: BenchContext): Promise<WritersResult> {
  return { memory: await contestFile(context), stemedb: await contestStore(context) };
}

async function contestFile({ plan, scope, directory }: BenchContext): Promise<WritersResult['memory']> {
  const file = join(directory, 'contested.jsonl');
  const writes = plan.memory.contestedWrites;
  const acknowledged = await scope.scope(async (own) => {
    const start = () => own.own(MemoryServer.start(file), (started) => started.stop());
    const servers = [await start(), await start()];
    const counts = await Promise.all(servers.map((server, writer) => writeEntities(server, writer, writes)));
    return counts.reduce((sum, count) => sum + count, 0);
  });
  const kept = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '').length;
  return { acknowledged, kept };
}

/** Writes one entity after another; counts those that the server says it created. */
async function writeEntities(server: MemoryServer, writer: number, writes: number): Promise<number> {
  let acknowledged = 0;
  for (let index = 0; index < writes; index += 1) {
    const entity = { name: `writer ${writer} entity ${index}`, entityType: 'subject', observations: [`observation ${index}`] };
    const created = (await server.call('create_entities', { entities: [entity] })) as { entities: readonly unknown[] };
    acknowledged += created.entities.length;
  }
  return acknowledged;
}

async function contestStore({ plan, postgres, scope, directory, claims: signed }: BenchContext): Promise<WritersResult['stemedb']> {
  const { own, shared, connections } = plan.writers;
  const databaseUrl = await postgres.createDatabase(scope, 'writers');
  const options = { directory: join(directory, 'server'), databaseUrl };
  const one = await scope.own(startStemeDb(options), (started) => started.stop());
  const other = await scope.own(startStemeDb({ ...options, key: one.key }), (started) => started.stop());
  // Both send the shared claims in the same order and at the same time, mixed with their own.
  const numbers = (writer: number) =>
    Array.from({ length: own + shared }, (_unused, place) => {
      const before = Math.floor((place * shared) / (own + shared));
      const isShared = Math.floor(((place + 1) * shared) / (own + shared)) > before;
      return isShared ? before : shared + writer * own + (place - before);
    });
  const answers = await Promise.all(
    [one, other].map((server, writer) => acknowledgedLoop({ server, signed, numbers: numbers(writer), connections })),
  );
  const all = answers.flat();
  const standing = await countClaims(databaseUrl);
  return {
    acknowledged: all.length,
    distinct: new Set(all.map((answer) => answer.hash)).size,
    created: all.filter((answer) => answer.status === 'created').length,
    kept: standing.distinct,
    copies: standing.rows - standing.distinct,
  };
}
