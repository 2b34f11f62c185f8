import { join } from 'node:path';
import { withClient } from '@stemedb/platform/database';
import { expectClaims, sendBatches } from './batch.load';
import { type BenchContext, quiet } from './bench-context';
import { completePairs, pairAt } from './claim-set.rules';
import { openLoop, type OpenLoopResult } from './open-loop';
import { QUESTIONS, type QueryResult, type Question } from './results.types';
import { startStemeDb, type StemeDb } from './stemedb.process';

const PATHS: Readonly<Record<Question, string>> = {
  list: '/v1/query?',
  consensus: '/v1/query?lens=consensus&',
  skeptic: '/v1/skeptic?',
};

/** Prime, so that consecutive questions are about pairs far apart. */
const PAIR_STRIDE = 1_009;

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
    // Autovacuum does the same within a minute; without it the figures would depend on when that minute ends.
    await withClient(databaseUrl, (client) => client.query('VACUUM ANALYZE'));
    for (const question of QUESTIONS) {
      await quiet(context);
      await ask(context, server, question, claims, plan.query.warmUpSeconds);
      const answered = await ask(context, server, question, claims, plan.query.seconds);
      results.push({ claims, question, perSecond: plan.query.perSecond, ...answered });
    }
  }
  return results;
}

function ask({ plan }: BenchContext, server: StemeDb, question: Question, claims: number, seconds: number): Promise<OpenLoopResult> {
  const pairs = completePairs(claims);
  return openLoop({
    url: server.url,
    headers: server.headers,
    perSecond: plan.query.perSecond,
    seconds,
    path: (request) => {
      const { subject, predicate } = pairAt((request * PAIR_STRIDE) % pairs);
      return `${PATHS[question]}subject=${encodeURIComponent(subject)}&predicate=${predicate}`;
    },
  });
}
