import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendBatches, settled } from './batch.load';
import { type BenchContext, quiet } from './bench-context';
import { closedLoop } from './closed-loop';
import { ALL_HELD_BACK } from './gate-settings.rules';
import type { GatesResult, ListResult } from './results.types';
import { reviewClaims } from './review-set.rules';
import { SignedClaims } from './signed-claims';
import { agentKeys, signedLine } from './signed-line';
import { startStemeDb, type StemeDb } from './stemedb.process';

const QUARANTINE = '/v1/admin/quarantine';
const ESCALATIONS = '/v1/admin/escalations';

/** Filters that let all through, some, the claims of one agent in two hundred, and none. */
const LISTS = [
  QUARANTINE,
  `${QUARANTINE}?order=newest`,
  `${QUARANTINE}?reason=pattern`,
  `${QUARANTINE}?reason=duplicate`,
  `${QUARANTINE}?agent_id=${agentKeys(7).agentId}`,
  `${QUARANTINE}?agent_id=${agentKeys(1_000_000).agentId}`,
  `${QUARANTINE}?state=rejected`,
  ESCALATIONS,
  `${ESCALATIONS}?state=open`,
  `${ESCALATIONS}?type=conflict`,
  `${ESCALATIONS}?type=anecdotal_cluster&level=info&state=open`,
  `${ESCALATIONS}?type=source_retracted`,
  `${ESCALATIONS}?state=resolved`,
];

const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 200;

/**
 * The first page of the lists that people work through, with very much on them. All of it has come through the API: claims
 * in batches that a pattern holds back, and pairs that open an escalation each.
 */
export async function measureReviewLists(context: BenchContext): Promise<Pick<GatesResult, 'quarantined' | 'escalations' | 'lists'>> {
  const { plan, postgres, scope, directory } = context;
  const { quarantined, escalations } = plan.gates;
  const databaseUrl = await postgres.createDatabase(scope, 'review');
  const options = { directory: join(directory, 'review'), databaseUrl, settings: ALL_HELD_BACK };
  const server = await scope.own(startStemeDb(options), (started) => started.stop());
  await sendBatches(server, context.claims, { ...plan.batch, first: 0, claims: quarantined });
  const opening = signedReviewClaims(escalations);
  await sendBatches(server, opening, { ...plan.batch, first: 0, claims: opening.count });
  await settled(server, databaseUrl);
  await standing(server, quarantined, escalations);
  const lists: ListResult[] = [];
  for (const list of LISTS) {
    await quiet(context);
    lists.push(await askFor(server, list, plan.gates.pages));
  }
  return { quarantined, escalations, lists };
}

function signedReviewClaims(escalations: number): SignedClaims {
  const now = Math.floor(Date.now() / 1_000);
  const agents = [agentKeys(0), agentKeys(1)] as const;
  return new SignedClaims(Buffer.from(reviewClaims(escalations).map(({ claim, agent }) => signedLine(claim, agents[agent], now)).join('')));
}

const PENDING = /^stemedb_quarantine_pending(?:\{\})? (\S+)$/m;

/** Waits until so many claims are held back and so many escalations are open. */
async function standing(server: StemeDb, quarantined: number, escalations: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const pending = Number(PENDING.exec(await read(server, '/metrics'))?.[1]);
    const { counts } = JSON.parse(await read(server, `${ESCALATIONS}?limit=1`)) as { counts: Readonly<Record<string, number>> };
    const open = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (pending === quarantined && open === escalations) return;
    if (performance.now() > deadline) throw new Error(`${pending} of ${quarantined} claims are held back, ${open} of ${escalations} escalations open`);
    await sleep(LOOK_AGAIN_MS);
  }
}

async function askFor(server: StemeDb, list: string, pages: number): Promise<ListResult> {
  const ask = () => closedLoop({ url: server.url, method: 'GET', path: list, headers: server.headers, connections: 1, requests: pages, status: 200 });
  await ask();
  const { latency } = await ask();
  const { items } = JSON.parse(await read(server, list)) as { items: readonly unknown[] };
  return { list: list.replace(/[0-9a-f]{60}(?=[0-9a-f]{4}\b)/, '…'), items: items.length, latency };
}

async function read({ url, headers }: StemeDb, path: string): Promise<string> {
  const answer = await fetch(`${url}${path}`, { headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: status ${answer.status} ${text}`);
  return text;
}
