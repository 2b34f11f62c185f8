import { join } from 'node:path';
import { startBaseline } from './baseline.process';
import type { BaselineMode } from './baseline.program';
import { type BenchContext, quiet, withCpuTime } from './bench-context';
import { closedLoop, type ClosedLoopResult } from './closed-loop';
import type { Program, SingleResult } from './results.types';
import { median, medianLatency, spreadOf } from './statistics.rules';
import { startStemeDb } from './stemedb.process';

/** Connections to PostgreSQL that each program may hold: the server's default. */
const POOL_SIZE = 12;
const WARM_UP_CONNECTIONS = 64;

interface Contestant {
  readonly program: Program;
  readonly pid: number;
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The next claim that this program has not seen. */
  next: number;
}

interface Round {
  readonly perSecond: number;
  readonly latency: ClosedLoopResult['latency'];
  readonly cpuMicrosPerClaim?: number;
}

/** Sends the same claims, one a request, to StemeDB and to the two bare programs, in turns. */
export async function measureSingle(context: BenchContext): Promise<SingleResult[]> {
  const { rounds, single } = context.plan;
  const contestants = [
    await startServer(context),
    await startBare(context, 'bare, group commit', 'group-commit'),
    await startBare(context, 'bare, one row a commit', 'one-row'),
  ];
  for (const contestant of contestants) await send(context, contestant, WARM_UP_CONNECTIONS, single.warmUp);
  const results: SingleResult[] = [];
  for (const { connections, claims } of single.levels) {
    const measured = new Map(contestants.map((contestant) => [contestant, [] as Round[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [contestant, list] of measured) {
        await quiet(context);
        list.push(await send(context, contestant, connections, claims));
      }
    }
    for (const [{ program }, list] of measured) results.push({ program, connections, ...summary(list) });
  }
  return results;
}

async function send(context: BenchContext, contestant: Contestant, connections: number, claims: number): Promise<Round> {
  const { url, path, headers, pid } = contestant;
  const first = contestant.next;
  contestant.next += claims;
  const { result, cpuMicros } = await withCpuTime(pid, () =>
    closedLoop({
      url,
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      connections,
      requests: claims,
      body: (request) => context.claims.at(first + request),
      status: 201,
    }),
  );
  return {
    perSecond: claims / result.seconds,
    latency: result.latency,
    ...(cpuMicros === undefined ? {} : { cpuMicrosPerClaim: cpuMicros / claims }),
  };
}

function summary(rounds: readonly Round[]): Omit<SingleResult, 'program' | 'connections'> {
  const cpu = rounds.flatMap(({ cpuMicrosPerClaim }) => cpuMicrosPerClaim ?? []);
  return {
    perSecond: spreadOf(rounds.map((round) => round.perSecond)),
    latency: medianLatency(rounds.map((round) => round.latency)),
    ...(cpu.length === 0 ? {} : { cpuMicrosPerClaim: median(cpu) }),
  };
}

async function startServer({ postgres, scope, directory }: BenchContext): Promise<Contestant> {
  const databaseUrl = await postgres.createDatabase(scope, 'single');
  const server = await scope.own(startStemeDb({ directory: join(directory, 'server'), databaseUrl }), (started) => started.stop());
  return { program: 'StemeDB', pid: server.pid, url: server.url, path: '/v1/assert', headers: server.headers, next: 0 };
}

async function startBare({ postgres, scope }: BenchContext, program: Program, mode: BaselineMode): Promise<Contestant> {
  const databaseUrl = await postgres.createDatabase(scope, 'bare');
  const bare = await scope.own(startBaseline(mode, databaseUrl, POOL_SIZE), (started) => started.stop());
  return { program, pid: bare.pid, url: bare.url, path: '/claims', headers: {}, next: 0 };
}
