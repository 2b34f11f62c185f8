import { join } from 'node:path';
import { caughtUp, sendBatches } from './batch.load';
import { type BenchContext, quiet, withCpuTime } from './bench-context';
import { pairAt } from './claim-set.rules';
import { closedLoop, type ClosedLoopResult } from './closed-loop';
import { measureReviewLists } from './review-lists.bench';
import { GATES_OFF, GATES_ON } from './gate-settings.rules';
import type { GatedRound, GatesResult } from './results.types';

import { type Latency } from './statistics.rules';
import { startStemeDb, type StemeDb } from './stemedb.process';

const WITHOUT_ESCALATIONS = join(__dirname, 'without-escalations.cjs');
const GOLD_STANDARDS = 50;
/** More failures than any breaker takes. */
const MOST_FAILURES = 50;

const BAD_REQUEST = 400;
const TOO_MANY_REQUESTS = 429;

interface Contestant {
  readonly server: StemeDb;
  /** The next claim that this server has not seen. */
  next: number;
}

/** What guards and gates take from the same writes, how fast an open breaker refuses, and the lists of what was held back. */
export async function measureGates(context: BenchContext): Promise<GatesResult> {
  const { claims, connections } = context.plan.gates;
  const { rounds, refusal } = await context.scope.scope(async (scope) => {
    const own = { ...context, scope };
    const off = await contestant(own, 'off', GATES_OFF, WITHOUT_ESCALATIONS);
    const on = await contestant(own, 'on', GATES_ON);
    await setGoldStandards(on.server);
    return { rounds: await inTurns(own, off, on), refusal: await measureRefusal(own, on.server) };
  });
  return { claims, connections, rounds, refusal, ...(await measureReviewLists(context)) };
}

/** A server on a store of its own, in which every agent has so many claims that none has to work for the next one. */
async function contestant(context: BenchContext, name: string, settings: Readonly<Record<string, string>>, preload?: string): Promise<Contestant> {
  const { plan, postgres, scope, directory, claims } = context;
  const { known, warmUp, connections } = plan.gates;
  const options = { directory: join(directory, name), databaseUrl: await postgres.createDatabase(scope, `gates_${name}`) };
  const key = await scope.scope(async (own) => {
    const server = await own.own(startStemeDb({ ...options, settings: GATES_OFF }), (started) => started.stop());
    await sendBatches(server, claims, { ...plan.batch, first: 0, claims: known });
    await caughtUp(server);
    return server.key;
  });
  const starting = startStemeDb({ ...options, key, settings, ...(preload === undefined ? {} : { preload }) });
  const started = { server: await scope.own(starting, (server) => server.stop()), next: known };
  await send(context, started, connections, warmUp);
  return started;
}

/** Questions about pairs of the set; nobody asks for verdicts meanwhile. */
async function setGoldStandards(server: StemeDb): Promise<void> {
  await closedLoop({
    url: server.url,
    path: '/v1/gold_standard',
    headers: { ...server.headers, 'content-type': 'application/json' },
    connections: 1,
    requests: GOLD_STANDARDS,
    body: (request) => Buffer.from(JSON.stringify({ ...pairAt(request), object: { type: 'Number', value: request }, note: 'known to the bench' })),
    status: 201,
  });
}

/** Each round both send the same claims; who begins changes, so that neither drift nor habit decides. */
async function inTurns(context: BenchContext, off: Contestant, on: Contestant): Promise<GatesResult['rounds']> {
  const { rounds, connections, claims } = context.plan.gates;
  const results: { off: GatedRound; on: GatedRound }[] = [];
  const measure = async (who: Contestant): Promise<GatedRound> => {
    await quiet(context);
    return send(context, who, connections, claims);
  };
  for (let round = 0; round < rounds; round += 1) {
    const early = round % 2 === 0 ? await measure(off) : undefined;
    const gated = await measure(on);
    results.push({ off: early ?? (await measure(off)), on: gated });
  }
  return results;
}

/** Processor time is counted until what follows from the claims is done as well. */
async function send(context: BenchContext, to: Contestant, connections: number, claims: number): Promise<GatedRound> {
  const first = to.next;
  to.next += claims;
  const { result, cpuMicros } = await withCpuTime(to.server.pid, async () => {
    const written = await post(to.server, connections, claims, 201, (request) => context.claims.at(first + request));
    await caughtUp(to.server);
    return written;
  });
  return {
    perSecond: claims / result.seconds,
    latency: result.latency,
    ...(cpuMicros === undefined ? {} : { cpuMicrosPerClaim: cpuMicros / claims }),
  };
}

/** What a client with one connection sees of an open breaker, one request after the other. */
async function measureRefusal({ plan, claims }: BenchContext, server: StemeDb): Promise<Latency> {
  await openBreaker(server);
  const { refusals } = plan.gates;
  const refused = () => post(server, 1, refusals, TOO_MANY_REQUESTS, () => claims.at(0));
  await refused();
  return (await refused()).latency;
}

/** @throws Error when the server goes on taking requests that fail */
async function openBreaker({ url, headers }: StemeDb): Promise<void> {
  for (let failure = 0; failure < MOST_FAILURES; failure += 1) {
    const answer = await fetch(`${url}/v1/assert`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' });
    await answer.arrayBuffer();
    if (answer.status === TOO_MANY_REQUESTS) return;
    if (answer.status !== BAD_REQUEST) throw new Error(`/v1/assert: status ${answer.status} for an empty claim`);
  }
  throw new Error(`No breaker opened after ${MOST_FAILURES} failures`);
}

function post(server: StemeDb, connections: number, requests: number, status: number, body: (request: number) => Buffer): Promise<ClosedLoopResult> {
  const headers = { ...server.headers, 'content-type': 'application/json' };
  return closedLoop({ url: server.url, path: '/v1/assert', headers, connections, requests, body, status });
}
