import { SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import fc from 'fast-check';
import { LENS_NAMES, type Candidate, type Frame, type LensName } from './lens.types';
import type { ObjectGroup } from './resolution.types';
import { resolve } from './resolve.rules';
import { candidates, frames } from './testing/candidate.arbitrary';
import { hashes, source } from './testing/candidate.builder';
import { tierOf } from './weight.rules';

const lenses = fc.constantFrom(...LENS_NAMES);
const inner = fc.constantFrom(...LENS_NAMES.filter((lens) => lens !== 'epoch'));

/** A property of every lens, over any claims and any way to look at them. */
function always(rule: (lens: LensName, claims: Candidate[], frame: Frame) => void, numRuns = 300): void {
  const anyFrame = fc.tuple(frames, inner).map(([frame, name]) => ({ ...frame, inner: name }));
  fc.assert(fc.property(lenses, candidates(), anyFrame, rule), { numRuns });
}

const shareOf = (groups: readonly ObjectGroup[], hash: string): number =>
  groups.find((group) => group.hashes.includes(hash))?.share ?? 0;

describe('a lens', () => {
  test('answers the same whatever the order of the candidates', () => {
    const shuffled = candidates().chain((claims) =>
      fc.tuple(
        fc.constant(claims),
        fc.shuffledSubarray(claims, { minLength: claims.length, maxLength: claims.length }),
      ),
    );
    fc.assert(
      fc.property(lenses, shuffled, frames, inner, (lens, [claims, permuted], frame, name) => {
        const asked = { ...frame, inner: name };
        expect(resolve(lens, permuted, asked)).toStrictEqual(resolve(lens, claims, asked));
      }),
      { numRuns: 600 },
    );
  });

  test('answers the same whatever the order of signatures and votes', () => {
    always((lens, claims, frame) => {
      const turned = claims.map((one) => ({
        ...one,
        signatures: one.signatures.toReversed(),
        votes: one.votes.toReversed(),
      }));
      expect(resolve(lens, turned, frame)).toStrictEqual(resolve(lens, claims, frame));
    });
  });

  test('leaves its input as it is', () => {
    always((lens, claims, frame) => {
      const before = structuredClone(claims);
      resolve(lens, Object.freeze(claims) as Candidate[], frame);
      expect(claims).toEqual(before);
    }, 200);
  });

  test('accounts for every candidate exactly once', () => {
    always((lens, claims, frame) => {
      const { candidates: took, excluded, groups } = resolve(lens, claims, frame);
      const all = [...hashes(took), ...hashes(excluded)];
      expect(all.toSorted()).toEqual(hashes(claims).toSorted());
      expect(groups.flatMap((group) => group.hashes).toSorted()).toEqual(hashes(took).toSorted());
    });
  });

  test('answers only with an object that some candidate holds', () => {
    always((lens, claims, frame) => {
      const answer = resolve(lens, claims, frame);
      const held = claims.map(({ object }) => JSON.stringify(object));
      const winnerHolds = claims.find(({ hash }) => hash === answer.winner?.hash)?.object;
      expect(answer.winner?.object).toEqual(winnerHolds);
      expect(answer.groups.every(({ object }) => held.includes(JSON.stringify(object)))).toBe(true);
    });
  });

  test('has a winner wherever a claim takes part, skeptic and constraints apart', () => {
    always((lens, claims, frame) => {
      const { winner, candidates: took } = resolve(lens, claims, frame);
      const chooses = ![lens, frame.inner].some((name) => name === 'skeptic' || name === 'constraints');
      expect(winner !== null && took.length > 0).toBe(chooses ? took.length > 0 : winner !== null);
    });
  });

  test('gives shares that sum to 1 and a conflict between 0 and 1', () => {
    always((lens, claims, frame) => {
      const { groups, conflict_score: conflict, resolution_confidence: confidence } = resolve(lens, claims, frame);
      const total = groups.reduce((sum, { share }) => sum + share, 0);
      expect(total).toBeCloseTo(groups.length === 0 ? 0 : 1, 9);
      expect(groups.every(({ share }) => share >= 0 && share <= 1)).toBe(true);
      expect(conflict >= 0 && conflict <= 1).toBe(true);
      expect(confidence === null || (confidence >= 0 && confidence <= 1)).toBe(true);
    });
  });

  test('keeps every share when all weights are scaled', () => {
    const factors = fc.constantFrom(1e-300, 1e-9, 3, 1e9, 1e300);
    const unaged = candidates().filter((claims) => claims.every(({ confidence }) => confidence === 0 || confidence > 1e-3));
    fc.assert(
      fc.property(lenses, unaged, frames, factors, (lens, claims, frame, factor) => {
        const asked = { ...frame, decay: false };
        const { multipliers } = frame.ruleset;
        const scaled = Object.fromEntries(SOURCE_CLASSES.map((name) => [name, multipliers[name] * factor]));
        const ruleset = { ...frame.ruleset, multipliers: scaled as typeof multipliers };
        const before = resolve(lens, claims, asked);
        const after = resolve(lens, claims, { ...asked, ruleset });
        for (const { hash, share } of before.candidates) {
          expect(shareOf(after.groups, hash)).toBeCloseTo(share, 9);
        }
        expect(after.conflict_score).toBeCloseTo(before.conflict_score, 9);
      }),
      { numRuns: 300 },
    );
  });
});

describe('authority', () => {
  test('is never outvoted by lower tiers', () => {
    fc.assert(
      fc.property(candidates(), candidates(), frames, (claims, more, frame) => {
        const { winner, candidates: took } = resolve('authority', claims, frame);
        const highest = Math.min(...took.map(({ tier }) => tier));
        const known = new Set(hashes(claims));
        const below = more.filter((one) => tierOf(one.source_class) > highest && !known.has(one.hash));
        expect(took.find(({ hash }) => hash === winner?.hash)?.tier ?? Infinity).toBe(highest);
        expect(resolve('authority', [...claims, ...below], frame).winner).toEqual(winner);
      }),
      { numRuns: 300 },
    );
  });
});

describe('repetition', () => {
  const counting = fc.constantFrom('consensus' as const, 'vote_consensus' as const, 'skeptic' as const, 'layered' as const);

  test('of a claim and its source never raises the share of its object', () => {
    fc.assert(
      fc.property(counting, candidates(), frames, fc.nat(), (lens, claims, frame, pick) => {
        const original = claims[pick % claims.length];
        fc.pre(original !== undefined);
        const cited = { ...original, source_hash: source('cited') };
        const before = claims.map((one) => (one === original ? cited : one));
        const copy = { ...cited, hash: 'f'.repeat(64) };
        const share = shareOf(resolve(lens, before, frame).groups, cited.hash);
        expect(shareOf(resolve(lens, [...before, copy], frame).groups, cited.hash)).toBeLessThanOrEqual(share + 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  test('by derivation never raises it either', () => {
    fc.assert(
      fc.property(counting, candidates(), frames, fc.nat(), (lens, claims, frame, pick) => {
        const original = claims[pick % claims.length];
        fc.pre(original !== undefined);
        const child = { ...original, hash: 'f'.repeat(64), parent_hash: original.hash };
        const share = shareOf(resolve(lens, claims, frame).groups, original.hash);
        expect(shareOf(resolve(lens, [...claims, child], frame).groups, original.hash)).toBeLessThanOrEqual(share + 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  test('silences no claim that is stronger than the repetition', () => {
    fc.assert(
      fc.property(candidates(), frames, fc.nat(), fc.constantFrom('a', 'b', 'c'), (claims, frame, pick, name) => {
        const parent = claims[pick % claims.length];
        fc.pre(parent !== undefined);
        const weightless = { ...parent, hash: 'f'.repeat(64), parent_hash: parent.hash, source_hash: source(name), confidence: 0 };
        const before = resolve('consensus', claims, { ...frame, minConfidence: 0 });
        const after = resolve('consensus', [...claims, weightless], { ...frame, minConfidence: 0 });
        for (const { hash, counted, weight } of before.candidates) {
          const now = after.candidates.find((one) => one.hash === hash);
          expect(counted && weight > 0 && now?.counted === false).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});
