import { whole } from './figure.rules';
import { gateCosts } from './gates-report.rules';
import type { Program, QueryResult, Question, Results } from './results.types';
import { median } from './statistics.rules';

/** A figure that has to be reached, and what was measured. */
export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly measured: number;
  readonly met: boolean;
}

/** How many times more StemeDB does than what it is compared with, under the same load. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
}

/** The load that the objectives are about. */
const CONNECTIONS = 64;
const LARGE_STORE = 1_000_000;

/** Most milliseconds of one answer in a hundred. */
const QUESTION_BOUNDS: Readonly<Partial<Record<Question, number>>> = { list: 10, consensus: 10, skeptic: 15, subtree: 30 };

const exact = (bound: number): string => (Number.isInteger(bound) ? whole(bound) : String(bound));

const atLeast = (name: string, measured: number | undefined, bound: number, unit = ''): Target[] =>
  measured === undefined ? [] : [{ name, wanted: `≥ ${exact(bound)}${unit}`, measured, met: measured >= bound }];

const below = (name: string, measured: number | undefined, bound: number, unit: string): Target[] =>
  measured === undefined ? [] : [{ name, wanted: `< ${exact(bound)}${unit}`, measured, met: measured < bound }];

const atMost = (name: string, measured: number | undefined, bound: number, unit: string): Target[] =>
  measured === undefined ? [] : [{ name, wanted: `≤ ${exact(bound)}${unit}`, measured, met: measured <= bound }];

const quotient = (name: string, value: number | undefined, base: number | undefined): Ratio[] =>
  value === undefined || base === undefined ? [] : [{ name, value: value / base }];

function singlePerSecond(results: Results, program: Program, connections: number): number | undefined {
  return results.single?.find((one) => one.program === program && one.connections === connections)?.perSecond.median;
}

/** In the largest store that was asked. */
function asOfRatio(query: readonly QueryResult[] | undefined): number | undefined {
  const claims = query?.at(-1)?.claims;
  const p50 = (question: Question) => query?.find((one) => one.claims === claims && one.question === question)?.latency.p50;
  return quotient('', p50('consensus as of'), p50('consensus'))[0]?.value;
}

/** Every objective that these results say something about. */
export function targetsOf(results: Results): Target[] {
  const { batch, query, audit, retraction, feed, gates, start, writers } = results;
  const single = singlePerSecond(results, 'StemeDB', CONNECTIONS);
  const group = singlePerSecond(results, 'bare, group commit', CONNECTIONS);
  const large = query?.filter(({ claims }) => claims === LARGE_STORE) ?? [];
  return [
    ...atLeast(`single claims a second, ${CONNECTIONS} connections`, single, 4_000),
    ...atLeast('the same ÷ bare program with group commit', quotient('', single, group)[0]?.value, 0.4, ' ×'),
    ...atLeast('claims a second in batches', batch?.perSecond.median, 12_000),
    ...large.flatMap(({ question, latency }) => {
      const bound = QUESTION_BOUNDS[question];
      return bound === undefined ? [] : below(`${question} p99 at ${whole(LARGE_STORE)} claims`, latency.p99, bound, ' ms');
    }),
    ...atMost('lens answer as of a moment ÷ of the present (p50)', asOfRatio(query), 1.5, ' ×'),
    ...atMost('part of the lens answers a second that audits take', audit && 1 - audit.audited.perSecond.median / audit.unaudited.perSecond.median, 0.2, ''),
    ...below(`retraction of a source that ${whole(retraction?.citing ?? 0)} claims cite`, retraction?.retractionMs, 2_000, ' ms'),
    ...below('feed delay p99', feed?.delay.p99, 250, ' ms'),
    ...(gates ? gateTargets(gates) : []),
    ...below('start to ready', start?.readyMs.median, 3_000, ' ms'),
    ...below('memory when idle', start?.idleMiB?.median, 200, ' MiB'),
    ...(writers ? [allKept(writers)] : []),
  ];
}

function gateTargets({ connections, quarantined, escalations, rounds, refusal, lists }: NonNullable<Results['gates']>): Target[] {
  const amount = `${whole(quarantined)} held back, ${whole(escalations)} escalations`;
  return [
    ...atMost(`part of the single claims a second that guards and gates take, ${connections} connections`, median(gateCosts(rounds)), 0.15, ''),
    ...below('refusal by an open breaker p99, at the client, 1 connection', refusal.p99, 1, ' ms'),
    ...below(`slowest first page of a list for review p99 (${amount})`, Math.max(...lists.map(({ latency }) => latency.p99)), 20, ' ms'),
  ];
}

function allKept({ stemedb: { distinct, kept, copies } }: NonNullable<Results['writers']>): Target {
  return { name: 'claims kept of two writers at once', wanted: `= ${whole(distinct)}, none twice`, measured: kept, met: kept === distinct && copies === 0 };
}

/** StemeDB next to each baseline, where both were measured. */
export function ratiosOf(results: Results): Ratio[] {
  const { batch, raw, memory, query } = results;
  const levels = [...new Set(results.single?.map(({ connections }) => connections))];
  const programs: readonly Program[] = ['bare, group commit', 'bare, one row a commit'];
  const largest = query?.at(-1)?.claims;
  return [
    ...levels.flatMap((connections) =>
      programs.flatMap((program) =>
        quotient(
          `single claims, ${connections} connections ÷ ${program}`,
          singlePerSecond(results, 'StemeDB', connections),
          singlePerSecond(results, program, connections),
        ),
      ),
    ),
    ...(raw?.flatMap(({ rowsPerCommit, perSecond }) =>
      quotient(`batch claims ÷ raw insert of ${rowsPerCommit} rows`, batch?.perSecond.median, perSecond.median),
    ) ?? []),
    ...quotient('single claims, 1 connection ÷ memory server writes', singlePerSecond(results, 'StemeDB', 1), memory?.writes.perSecond),
    ...(memory?.searches
      .filter(({ claims }) => claims === largest)
      .flatMap(({ claims, latency }) =>
        quotient(
          `memory server search time ÷ StemeDB list time, ${whole(claims)} claims (p50)`,
          latency.p50,
          query?.find((one) => one.claims === claims && one.question === 'list')?.latency.p50,
        ),
      ) ?? []),
  ];
}
