import { join } from 'node:path';
import { expectClaims, sendBatches } from './batch.load';
import { type BenchContext, quiet, withCpuTime } from './bench-context';
import type { BatchResult } from './results.types';
import { median, medianLatency, spreadOf } from './statistics.rules';
import { startStemeDb } from './stemedb.process';

/** NDJSON batches into a growing store; the first round of claims only warms up. */
export async function measureBatch(context: BenchContext): Promise<BatchResult> {
  const { plan, postgres, scope, directory, claims: signed } = context;
  const { claims, perRequest, connections } = plan.batch;
  const databaseUrl = await postgres.createDatabase(scope, 'batch');
  const server = await scope.own(startStemeDb({ directory: join(directory, 'server'), databaseUrl }), (started) => started.stop());
  await sendBatches(server, signed, { first: 0, claims, perRequest, connections });
  const rounds = [];
  for (let round = 1; round <= plan.rounds; round += 1) {
    await quiet(context);
    const load = { first: round * claims, claims, perRequest, connections };
    rounds.push(await withCpuTime(server.pid, () => sendBatches(server, signed, load)));
  }
  await expectClaims(databaseUrl, (plan.rounds + 1) * claims);
  const cpu = rounds.flatMap(({ cpuMicros }) => (cpuMicros === undefined ? [] : [cpuMicros / claims]));
  return {
    claimsPerRequest: perRequest,
    connections,
    perSecond: spreadOf(rounds.map(({ result }) => claims / result.seconds)),
    latency: medianLatency(rounds.map(({ result }) => result.latency)),
    ...(cpu.length === 0 ? {} : { cpuMicrosPerClaim: median(cpu) }),
  };
}
