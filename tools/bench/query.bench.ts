import { join } from 'node:path';
import { expectClaims, sendBatches, settled } from './batch.load';
import { type BenchContext, quiet } from './bench-context';
import { completePairs, type Pair, pairOfRequest, pairQuery } from './claim-set.rules';
import { openLoop, type OpenLoopResult } from './open-loop';
import { QUESTIONS, type QueryResult, type Question } from './results.types';
import { startStemeDb, type StemeDb } from './stemedb.process';

const PATHS: Readonly<Record<Question, (pair: Pair, asOf: string) => string>> = {
  list: (pair) => `/v1/query?${pairQuery(pair)}`,
  consensus: (pair) => `/v1/query?lens=consensus&${pairQuery(pair)}`,
  skeptic: (pair) => `/v1/skeptic?${pairQuery(pair)}`,
  'consensus as of': (pair, asOf) => `/v1/query?lens=consensus&as_of=${asOf}&${pairQuery(pair)}`,
  subtree: ({ subject }) => `/v1/query?subject_prefix=${encodeURIComponent(subject.slice(0, SUBTREE_CHARACTERS))}`,
};

/** Up to a thousand subjects lie below: more than any page shows. */
const SUBTREE_CHARACTERS = 'pubmed://study/000'.length;

/** A page of fifty claims is asked for more rarely than an answer. */
const SUBTREE_RARER = 10;

/** How long ago the moment lies that is asked for; everything was recorded by then. */
const AGO_MS = 100;

/** Answers by subject and predicate at a fixed rate, in a store that grows from one size to the next. */
export async function measureQuery(context: BenchContext): Promise<QueryResult[]> {
  const { plan, postgres, scope, directory } = context;
  const databaseUrl = await postgres.createDatabase(scope, 'query');
  const server = await scope.own(startStemeDb({ directory: join(directory, 'server'), databaseUrl }), (started) => started.stop());
  const results: QueryResult[] = [];
  let loaded = 0;
  for (const claims of plan.query.sizes) {
    const { perRequest, connections } = plan.batch;
    await sendBatches(server, context.claims, { first: loaded, claims: claims - loaded, perRequest, connections });
    loaded = claims;
    await expectClaims(databaseUrl, claims);
    await settled(server, databaseUrl);
    for (const question of QUESTIONS) {
      await quiet(context);
      await ask(context, server, question, claims, plan.query.warmUpSeconds);
      const answered = await ask(context, server, question, claims, plan.query.seconds);
      results.push({ claims, question, perSecond: rateOf(context, question), ...answered });
    }
  }
  return results;
}

function rateOf({ plan }: BenchContext, question: Question): number {
  return question === 'subtree' ? plan.query.perSecond / SUBTREE_RARER : plan.query.perSecond;
}

async function ask(context: BenchContext, server: StemeDb, question: Question, claims: number, seconds: number): Promise<OpenLoopResult> {
  const pairs = completePairs(claims);
  const asOf = new Date(Date.now() - AGO_MS).toISOString();
  return openLoop({
    url: server.url,
    headers: server.headers,
    perSecond: rateOf(context, question),
    seconds,
    path: (request) => PATHS[question](pairOfRequest(request, pairs), asOf),
  });
}
