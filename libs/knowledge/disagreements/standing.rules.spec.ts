import { type ObjectValue, SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { type Candidate, classifyDisagreement, frameAt, resolve, type Resolution } from '@stemedb/knowledge/lenses';
import * as fc from 'fast-check';
import { linkTo, sidesOf, standingOf } from './standing.rules';

const NOW = 1_760_000_000;
const hash = (index: number): string => index.toString(16).padStart(64, '0');

const candidateOf = (index: number, changes: Partial<Candidate> = {}): Candidate => ({
  hash: hash(index),
  subject: 's',
  predicate: 'p',
  object: { type: 'Number', value: 1 },
  confidence: 0.8,
  source_hash: '0'.repeat(64),
  source_class: 'Clinical',
  lifecycle: 'Approved',
  signatures: [{ agent_id: hash(900 + index), timestamp: NOW - 1_000, trust: 0.5 }],
  votes: [],
  recorded_at: '2025-10-09T00:00:00.000000Z',
  ...changes,
});

const candidates = fc.array(
  fc.record({
    object: fc.integer({ min: 0, max: 3 }).map((value): ObjectValue => ({ type: 'Number', value })),
    source_class: fc.constantFrom(...SOURCE_CLASSES),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    epoch: fc.constantFrom('old', 'new', null),
    quarantined: fc.boolean(),
  }),
  { maxLength: 12 },
);

const skepticOf = (claims: readonly Candidate[]): Resolution =>
  resolve('epoch', claims, frameAt(NOW, { inner: 'skeptic', supersededEpochs: new Set(['old']) })) as Resolution;

describe('the standing of a pair', () => {
  it('is what classifyDisagreement says of the same claims', () => {
    fc.assert(
      fc.property(candidates, (drawn) => {
        const claims = drawn.map((one, index) => candidateOf(index, one));
        const { claims: count, ...standing } = standingOf(skepticOf(claims));
        expect(standing).toEqual(classifyDisagreement(claims, frameAt(NOW, { supersededEpochs: new Set(['old']) })));
        expect(count).toBe(claims.filter(({ quarantined, epoch }) => !quarantined && epoch !== 'old').length);
      }),
    );
  });

  it('has every claim on one side and in one tier', () => {
    fc.assert(
      fc.property(candidates, (drawn) => {
        const answer = skepticOf(drawn.map((one, index) => candidateOf(index, one)));
        const sides = sidesOf(answer);
        expect(sides.map(({ hashes }) => hashes)).toEqual(answer.groups.map(({ hashes }) => hashes));
        for (const { claims, tiers, weight } of sides) {
          expect(tiers.reduce((sum, tier) => sum + tier.claims, 0)).toBe(claims);
          expect(tiers.reduce((sum, tier) => sum + tier.weight, 0)).toBeCloseTo(weight, 9);
          expect(tiers.map(({ tier }) => tier)).toEqual([...tiers.map(({ tier }) => tier)].sort((left, right) => left - right));
        }
      }),
    );
  });

  it('of no claims is resolved', () => {
    expect(standingOf(skepticOf([]))).toMatchObject({ class: 'resolved', claims: 0, status: null, distinct_objects: 0 });
    expect(sidesOf(skepticOf([]))).toEqual([]);
  });

  it('links to answers about the very same question', () => {
    expect(linkTo('skeptic', 'a b&c', 'd', '2026-01-01T00:00:00.000000Z')).toBe(
      '/v1/skeptic?subject=a+b%26c&predicate=d&as_of=2026-01-01T00%3A00%3A00.000000Z&resolve_aliases=false',
    );
  });
});
