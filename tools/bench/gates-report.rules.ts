import { fine, percent, whole } from './figure.rules';
import type { GatedRound, GatesResult, Results } from './results.types';
import { median, medianLatency, spreadOf } from './statistics.rules';
import { cpu, RATE, spread, type Table, TIMES, times } from './table.rules';

/** Which part of the claims a second the gates took in each round; below 0 where the gated server was the faster one. */
export function gateCosts(rounds: GatesResult['rounds']): number[] {
  return rounds.map(({ off, on }) => 1 - on.perSecond / off.perSecond);
}

/** What guards and gates cost, how an open breaker refuses, and how fast what was held back is listed. */
export function gateTables({ gates }: Results): Table[] {
  if (!gates) return [];
  const { connections, claims, rounds, refusal, quarantined, escalations, lists } = gates;
  return [
    {
      title: `Single claims with and without guards and gates, ${whole(connections)} connections, rounds of ${whole(claims)} in turns`,
      columns: ['server', ...RATE, ...TIMES, 'CPU µs/claim, followers too'],
      rows: [roundsRow('gates off', rounds.map(({ off }) => off)), roundsRow('gates on', rounds.map(({ on }) => on)), costRow(gateCosts(rounds))],
    },
    {
      title: 'Refusal by an open circuit breaker, at the client, over loopback, one connection, one after the other',
      columns: ['refusals', ...TIMES, 'max ms'],
      rows: [[whole(refusal.samples), ...times(refusal), fine(refusal.max)]],
    },
    {
      title: `First page of the lists for review, ${whole(quarantined)} claims held back, ${whole(escalations)} escalations open, one connection`,
      columns: ['list', 'on the page', ...TIMES, 'max ms'],
      rows: lists.map(({ list, items, latency }) => [list, whole(items), ...times(latency), fine(latency.max)]),
    },
  ];
}

function roundsRow(name: string, rounds: readonly GatedRound[]): string[] {
  const used = rounds.flatMap(({ cpuMicrosPerClaim }) => cpuMicrosPerClaim ?? []);
  const rates = spread(spreadOf(rounds.map(({ perSecond }) => perSecond)));
  return [name, ...rates, ...times(medianLatency(rounds.map(({ latency }) => latency))), cpu(used.length === 0 ? undefined : median(used))];
}

function costRow(costs: readonly number[]): string[] {
  const { median: middle, min, max } = spreadOf(costs);
  return ['taken by the gates, round by round', percent(middle), `${percent(min)}–${percent(max)}`, '–', '–', '–'];
}
