import { fine, whole } from './figure.rules';
import type { AuditedRounds, Results } from './results.types';
import { cpu, RATE, spread, type Table, TIMES, times } from './table.rules';

/** What audits, retractions and the feed cost. */
export function knowledgeTables({ audit, retraction, feed }: Results): Table[] {
  const rounds = (what: string, one: AuditedRounds): string[] => [what, ...spread(one.perSecond), ...times(one.latency), cpu(one.cpuMicros)];
  return [
    {
      title: `Lens answers, closed loop, ${whole(audit?.connections ?? 0)} connections, ${whole(audit?.claims ?? 0)} claims`,
      columns: ['server', ...RATE, ...TIMES, 'CPU µs/answer'],
      rows: audit ? [rounds('as it is', audit.audited), rounds('without audits', audit.unaudited)] : [],
    },
    {
      title: 'Retraction of a source that many claims cite',
      columns: ['claims', 'citing', 'impact ms', 'retraction ms', 'next answer ms'],
      rows: retraction
        ? [[whole(retraction.claims), whole(retraction.citing), fine(retraction.impactMs), fine(retraction.retractionMs), fine(retraction.answerMs)]]
        : [],
    },
    {
      title: 'Feed, from the answer to the writer to the event at the listener',
      columns: ['streams', 'claims /s', ...TIMES, 'max ms'],
      rows: feed ? [[whole(feed.streams), whole(feed.perSecond), ...times(feed.delay), fine(feed.delay.max)]] : [],
    },
  ];
}
