import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendBatches } from './batch.load';
import type { BenchContext } from './bench-context';
import { residentMiB } from './child.process';
import type { StartResult } from './results.types';
import { spreadOf } from './statistics.rules';
import { startStemeDb, type StemeDb } from './stemedb.process';

/** From `npm start` to ready on a store that holds claims, PostgreSQL's own start included where it is embedded. */
export async function measureStart(context: BenchContext): Promise<StartResult> {
  const { plan, postgres, databaseUrl, scope, directory, claims: signed } = context;
  const { repetitions, claims, idleSeconds } = plan.start;
  const store = databaseUrl === undefined ? {} : { databaseUrl: await postgres.createDatabase(scope, 'start') };
  const start = (key?: string): Promise<StemeDb> =>
    scope.own(startStemeDb({ directory: join(directory, 'server'), ...store, ...(key === undefined ? {} : { key }) }), (started) => started.stop());
  const first = await start();
  await sendBatches(first, signed, { ...plan.batch, first: 0, claims });
  await first.stop();
  const readyMs: number[] = [];
  const idleMiB: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const server = await start(first.key);
    readyMs.push(server.readyMs);
    await sleep(idleSeconds * 1_000);
    const resident = await residentMiB(server.pid);
    if (resident !== undefined) idleMiB.push(resident);
    await server.stop();
  }
  return { claims, readyMs: spreadOf(readyMs), ...(idleMiB.length === 0 ? {} : { idleMiB: spreadOf(idleMiB) }) };
}
