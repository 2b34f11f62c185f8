import { join } from 'node:path';
import { contentHash } from '@stemedb/knowledge/claims';
import { sendBatches, settled } from './batch.load';
import { type BenchContext, quiet } from './bench-context';
import { pairAt, pairQuery, WIDELY_CITED } from './claim-set.rules';
import type { RetractionResult } from './results.types';
import { startStemeDb, type StemeDb } from './stemedb.process';

/** What it takes to see and to do the retraction of a source that very many claims cite. */
export async function measureRetraction(context: BenchContext): Promise<RetractionResult> {
  const { plan, postgres, scope, directory } = context;
  const { claims } = plan.retraction;
  const databaseUrl = await postgres.createDatabase(scope, 'retraction');
  const server = await scope.own(startStemeDb({ directory: join(directory, 'server'), databaseUrl }), (started) => started.stop());
  const { perRequest, connections } = plan.batch;
  await sendBatches(server, context.claims, { first: 0, claims, perRequest, connections });
  await settled(server, databaseUrl);
  const hash = contentHash(WIDELY_CITED.content);
  await send(server, '/v1/source', { content: WIDELY_CITED.content });
  const citing = Math.floor(Math.min(claims, WIDELY_CITED.among) / WIDELY_CITED.every);
  await quiet(context);
  const impact = await timed(() => send(server, `/v1/source/${hash}/impact`));
  const act = await timed(() => send(server, `/v1/source/${hash}/status`, { status: 'retracted', reason: 'withdrawn by its authors' }));
  const answer = await timed(() => send(server, `/v1/query?lens=consensus&${pairQuery(pairAt(0))}`));
  const { affected } = JSON.parse(act.text) as { affected: { assertions: number } };
  if (affected.assertions !== citing) throw new Error(`${citing} claims cite the source; the retraction says ${affected.assertions}`);
  return { claims, citing, impactMs: impact.ms, retractionMs: act.ms, answerMs: answer.ms };
}

async function timed(work: () => Promise<string>): Promise<{ readonly ms: number; readonly text: string }> {
  const begun = performance.now();
  const text = await work();
  return { ms: performance.now() - begun, text };
}

/** A body makes it a POST. @throws Error when the answer is no success */
async function send({ url, headers }: StemeDb, path: string, body?: object): Promise<string> {
  const posted = body && { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(`${url}${path}`, { ...posted, headers: { ...headers, ...(body && { 'content-type': 'application/json' }) } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: status ${answer.status} ${text}`);
  return text;
}
