import fc from 'fast-check';
import type { Candidate } from './lens.types';
import { resolve } from './resolve.rules';
import { candidates, frames } from './testing/candidate.arbitrary';
import { hashes } from './testing/candidate.builder';
import { votesIn, weightIn, tierIn } from './testing/reference-figures.model';
import { entropyOf, groupsIn, modelAnswer, partIn, type ModelGroup } from './testing/reference.model';
import type { ObjectGroup } from './resolution.types';

function expectGroups(actual: readonly ObjectGroup[], model: readonly ModelGroup[]): void {
  expect(actual.map((group) => group.hashes)).toEqual(model.map(({ members }) => hashes(members)));
  actual.forEach((group, index) => {
    const expected = model[index];
    expect(group.object).toEqual(expected?.members[0]?.object);
    expect(group.counted.toSorted()).toEqual(hashes(expected?.counted ?? []).toSorted());
    expect(group.weight).toBeCloseTo(expected?.weight ?? NaN, 10);
    expect(group.share).toBeCloseTo(expected?.share ?? NaN, 10);
  });
}

describe('the lenses agree with the slow and literal model', () => {
  test.each(['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'skeptic'] as const)(
    '%s',
    (lens) => {
      fc.assert(
        fc.property(candidates(), frames, (claims, frame) => {
          const answer = resolve(lens, claims, frame);
          const model = modelAnswer(lens, claims, frame);
          expect(answer.winner?.hash).toBe(model.winner?.hash);
          expect(answer.winner?.object).toEqual(model.winner?.object);
          expect(new Map(answer.excluded.map(({ hash, reason }) => [hash, reason]))).toEqual(model.excluded);
          expectGroups(answer.groups, model.groups);
          expect(answer.conflict_score).toBeCloseTo(model.conflict, 9);
          for (const candidate of answer.candidates) {
            const claim = claims.find(({ hash }) => hash === candidate.hash) as Candidate;
            expect(candidate.weight).toBeCloseTo(weightIn(claim, frame), 12);
            expect(candidate.votes).toBeCloseTo(votesIn(claim), 12);
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  test('layered', () => {
    fc.assert(
      fc.property(candidates(), frames, (claims, frame) => {
        const answer = resolve('layered', claims, frame);
        const { claims: eligible } = partIn(claims, frame);
        const tiers = [...new Set(eligible.map(tierIn))].sort();
        expect(answer.tiers.map(({ tier }) => tier)).toEqual(tiers);
        const winners = tiers.map((tier, index) => {
          const own = eligible.filter((claim) => tierIn(claim) === tier);
          const groups = groupsIn(own, claims, frame, 'weight');
          expectGroups(answer.tiers[index]?.groups ?? [], groups);
          expect(answer.tiers[index]?.conflict_score).toBeCloseTo(entropyOf(groups.map((g) => g.weight)), 9);
          return groups[0]?.members[0] as Candidate;
        });
        expect(answer.tiers.map(({ winner }) => winner.hash)).toEqual(hashes(winners));
        expect(answer.winner?.hash).toBe(winners[0]?.hash);
        const voices = groupsIn(
          winners.map((winner) => ({ ...winner, source_hash: '0'.repeat(64), parent_hash: null })),
          [],
          frame,
          'weight',
        );
        expect(answer.cross_tier_conflict).toBeCloseTo(entropyOf(voices.map((g) => g.weight)), 9);
      }),
      { numRuns: 300 },
    );
  });

  test('constraints', () => {
    fc.assert(
      fc.property(candidates(), frames, (claims, frame) => {
        const answer = resolve('constraints', claims, frame);
        const { claims: approved } = partIn(claims, { ...frame, lifecycle: 'Approved' });
        const ruling = approved.filter(({ predicate }) => predicate !== 'half_life');
        const groups = groupsIn(ruling, claims, frame, 'weight');
        for (const list of ['must_use', 'forbidden'] as const) {
          const expected = groups
            .map(({ members }) => hashes(members.filter(({ predicate }) => predicate === list)))
            .filter((part) => part.length > 0);
          expect(answer[list].map((one) => one.hashes).toSorted()).toEqual(expected.toSorted());
          for (const one of answer[list]) {
            const both = groups.find(({ members }) => members.some(({ hash }) => hash === one.hashes[0]));
            const predicates = new Set(both?.members.map(({ predicate }) => predicate));
            expect(one.contradicted).toBe(predicates.size === 2);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
