import { datedStandings, type Evaluation, firstMoments } from './standing-history.rules';

const moment = (second: number): string => `2026-01-01T00:00:0${second}.000000Z`;

const evaluation = (subject: string, second: number, claims: number): Evaluation => ({
  pair: { subject_key: '1', predicate_key: '2', subject, predicate: 'p', moment: moment(second) },
  standing: {
    class: 'resolved',
    status: 'Agreed',
    conflict_score: 0,
    distinct_objects: 1,
    evidenced_objects: 1,
    evidence_claims: claims,
    anecdotal_claims: 0,
    populated_tiers: 1,
    ruleset_version: 1,
    claims,
  },
});

describe('the history of standings', () => {
  const evaluations = [evaluation('a', 3, 3), evaluation('b', 2, 2), evaluation('a', 1, 1)];

  it('lets each standing hold until the next one of its pair', () => {
    const spans = datedStandings(evaluations).map(({ subject, claims, recorded_at, until }) => [subject, claims, recorded_at, until]);
    expect(spans).toEqual([
      ['a', 1, moment(1), moment(3)],
      ['a', 3, moment(3), null],
      ['b', 2, moment(2), null],
    ]);
  });

  it('ends what held before at the first moment of each pair', () => {
    expect(firstMoments(evaluations).map(({ pair }) => [pair.subject, pair.moment])).toEqual([
      ['a', moment(1)],
      ['b', moment(2)],
    ]);
    expect([firstMoments([]), datedStandings([])]).toEqual([[], []]);
  });
});
