import { answerDigest } from '@stemedb/access/audit';
import { ZERO_HASH } from '@stemedb/knowledge/claims';
import { type LensName, resolve } from '@stemedb/knowledge/lenses';
import type { FoundCandidate } from './found-candidate';
import { rememberPage, rememberResolution } from './query-mark.rules';
import { querySchema } from './query.schema';
import { type Answer, answerOf, type Asked, frameOf } from './resolution.rules';

const NOON = '2026-01-01T12:00:00.000000Z';
const NEXT_DAY = '2026-01-02T12:00:00.000000Z';

function found(hash: string, changes: Partial<FoundCandidate> = {}): FoundCandidate {
  return {
    hash,
    subject: 'a',
    predicate: 'b',
    object: { type: 'Text', value: hash },
    confidence: 0.5,
    source_hash: ZERO_HASH,
    source_class: 'Expert',
    lifecycle: 'Proposed',
    signatures: [{ agent_id: 'one', timestamp: 1_767_000_000, trust: 0.5 }],
    votes: [],
    recorded_at: '2025-12-31T00:00:00.000000Z',
    sourceTitle: null,
    sourceKnown: false,
    sourceStatus: 'active',
    ...changes,
  } as FoundCandidate;
}

function answered(lens: LensName, candidates: readonly FoundCandidate[], asOf = NOON): Answer<LensName> {
  const parameters = querySchema.parse({});
  const asked: Asked = { subject: 'a', predicate: 'b', asOf, aliases: [], supersededEpochs: new Set(), parameters };
  return answerOf(asked, candidates, resolve(lens, candidates, frameOf(asked)));
}

const LENSES: LensName[] = ['recency', 'consensus', 'vote_consensus', 'authority', 'epoch', 'skeptic', 'layered', 'constraints'];
const CLAIMS = [found('1'), found('2', { confidence: 0.9, source_class: 'Anecdotal' })];

describe.each(LENSES)('what is remembered of an answer of %s', (lens) => {
  const remember = (candidates: readonly FoundCandidate[], asOf?: string) => {
    const answer = answered(lens, candidates, asOf);
    return rememberResolution(answer, answer);
  };

  it('names each claim that took part, its weight, source and state, and the answer as it is', () => {
    const answer = answered(lens, CLAIMS);
    const remembered = rememberResolution({ ...answer, candidates: answer.candidates.slice(0, 1) }, answer);
    expect(remembered).toMatchObject({
      winner: answer.winner?.hash ?? null,
      conflictScore: answer.conflict_score,
      resolutionConfidence: answer.resolution_confidence,
      digest: answerDigest({ ...answer, candidates: answer.candidates.slice(0, 1) }),
      facts: { ruleset_version: answer.ruleset_version },
    });
    expect(remembered.contributing).toMatchObject(
      answer.candidates.map(({ hash, weight }) => ({ hash, weight, source_hash: ZERO_HASH, lifecycle: 'Proposed' })),
    );
    expect(remembered.contributing.length).toBe(answer.candidates.length);
  });

  it('is the same finding a day later, though the figures have moved with decay', () => {
    const [first, later] = [remember(CLAIMS), remember(CLAIMS, NEXT_DAY)];
    expect(later.digest).not.toBe(first.digest);
    expect(later.substance()).toBe(first.substance());
  });

  it.each<[string, readonly FoundCandidate[]]>([
    ['another claim takes part', [...CLAIMS, found('3')]],
    ['a claim is gone', CLAIMS.slice(1)],
    ['a vote has come', [found('1', { votes: [{ agent_id: 'two', weight: 1, timestamp: 1 }] as never }), ...CLAIMS.slice(1)]],
    ['a signer has come', [found('1', { signatures: [...CLAIMS[0]!.signatures, { agent_id: 'two', timestamp: 1, trust: 0.5 }] }), ...CLAIMS.slice(1)]],
    ['trust has changed', [found('1', { signatures: [{ agent_id: 'one', timestamp: 1_767_000_000, trust: 0.6 }] }), ...CLAIMS.slice(1)]],
    ['a claim is rejected', [found('1', { lifecycle: 'Rejected' }), ...CLAIMS.slice(1)]],
    ['a source has a title', [found('1', { sourceTitle: 'A trial' }), ...CLAIMS.slice(1)]],
  ])('is another finding where %s', (_what, candidates) => {
    // Constraints look at approved claims of two predicates only, so nothing of this takes part there.
    const claims = lens === 'constraints' ? candidates.map(approved) : candidates;
    const before = lens === 'constraints' ? CLAIMS.map(approved) : CLAIMS;
    expect(remember(claims).substance()).not.toBe(remember(before).substance());
  });
});

const approved = (candidate: FoundCandidate): FoundCandidate => ({
  ...candidate,
  predicate: 'must_use',
  lifecycle: candidate.lifecycle === 'Rejected' ? 'Rejected' : 'Approved',
});

describe('what is remembered of a page', () => {
  const item = { hash: '1', source_hash: ZERO_HASH, lifecycle: 'Approved' };
  const page = (changes: object = {}) => ({ as_of: NOON, aliases_used: [], items: [item], next_cursor: null, ...changes });

  it('names its claims, none of which was weighed', () => {
    expect(rememberPage(page())).toMatchObject({
      contributing: [{ hash: '1', weight: null, source_hash: ZERO_HASH, lifecycle: 'Approved' }],
      winner: null,
      conflictScore: null,
      resolutionConfidence: null,
    });
  });

  it('is the same finding at another time, and another one with other claims', () => {
    expect(rememberPage(page({ as_of: NEXT_DAY, next_cursor: 'x' })).substance()).toBe(rememberPage(page()).substance());
    expect(rememberPage(page({ items: [] })).substance()).not.toBe(rememberPage(page()).substance());
    expect(rememberPage(page({ next_cursor: 'x' })).digest).toBe(rememberPage(page()).digest);
    expect(rememberPage(page({ as_of: NEXT_DAY })).digest).not.toBe(rememberPage(page()).digest);
  });
});
