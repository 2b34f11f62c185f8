import { join } from 'node:path';
import { sendBatches, settled } from './batch.load';
import { type BenchContext, quiet, withCpuTime } from './bench-context';
import { completePairs, pairOfRequest, pairQuery } from './claim-set.rules';
import { closedLoop } from './closed-loop';
import type { AuditedRounds, AuditResult } from './results.types';
import { median, medianLatency, spreadOf } from './statistics.rules';
import { startStemeDb, type StemeDb } from './stemedb.process';

const WITHOUT_AUDITS = join(__dirname, 'without-audits.cjs');

/** The same questions, as many as go through, to the server as it is and to one without audits, in turns. */
export async function measureAudit(context: BenchContext): Promise<AuditResult> {
  const { plan, postgres, scope, directory } = context;
  const { claims, connections } = plan.audit;
  const databaseUrl = await postgres.createDatabase(scope, 'audit');
  const options = { directory: join(directory, 'server'), databaseUrl };
  const audited = await scope.own(startStemeDb(options), (started) => started.stop());
  await sendBatches(audited, context.claims, { first: 0, claims, perRequest: plan.batch.perRequest, connections: plan.batch.connections });
  await settled(audited, databaseUrl);
  const unaudited = await scope.own(startStemeDb({ ...options, key: audited.key, preload: WITHOUT_AUDITS }), (started) => started.stop());
  const servers = [audited, unaudited];
  for (const server of servers) await ask(context, server);
  const rounds = new Map(servers.map((server) => [server, [] as Round[]]));
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [server, list] of rounds) {
      await quiet(context);
      list.push(await ask(context, server));
    }
  }
  return { claims, connections, audited: summary(rounds.get(audited) ?? []), unaudited: summary(rounds.get(unaudited) ?? []) };
}

type Round = Awaited<ReturnType<typeof ask>>;

async function ask({ plan }: BenchContext, { url, headers, pid }: StemeDb) {
  const { claims, questions, connections } = plan.audit;
  const pairs = completePairs(claims);
  const path = (request: number) => `/v1/query?lens=consensus&${pairQuery(pairOfRequest(request, pairs))}`;
  const load = { url, method: 'GET', path, headers, connections, requests: questions, status: 200 } as const;
  const { result, cpuMicros } = await withCpuTime(pid, () => closedLoop(load));
  return { perSecond: questions / result.seconds, latency: result.latency, cpuMicros: cpuMicros === undefined ? undefined : cpuMicros / questions };
}

function summary(rounds: readonly Round[]): AuditedRounds {
  const cpu = rounds.flatMap(({ cpuMicros }) => cpuMicros ?? []);
  return {
    perSecond: spreadOf(rounds.map((round) => round.perSecond)),
    latency: medianLatency(rounds.map((round) => round.latency)),
    ...(cpu.length === 0 ? {} : { cpuMicros: median(cpu) }),
  };
}
