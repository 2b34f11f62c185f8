import { ZERO_HASH } from '@stemedb/knowledge/claims';
import { frameAt, resolve } from '@stemedb/knowledge/lenses';
import type { FoundCandidate } from './found-candidate';
import { pairSchema, querySchema } from './query.schema';
import { answerOf, type Asked, frameOf, sourceWarnings } from './resolution.rules';

const AS_OF = '2026-01-01T00:00:00.500000Z';
const AS_OF_SECONDS = 1_767_225_600.5;
const SOURCE = 'ef'.repeat(32);

function asked(query: Record<string, string | string[]> = {}): Asked {
  return { subject: 'a', predicate: 'b', asOf: AS_OF, aliases: [], supersededEpochs: new Set(), parameters: querySchema.parse(query) };
}

function found(hash: string, changes: Partial<FoundCandidate> = {}): FoundCandidate {
  return {
    hash,
    subject: 'a',
    predicate: 'b',
    object: { type: 'Text', value: 'x' },
    confidence: 1,
    source_hash: ZERO_HASH,
    source_class: 'Expert',
    lifecycle: 'Proposed',
    signatures: [{ agent_id: `agent of ${hash}`, timestamp: 1_767_000_000, trust: 0.5 }],
    votes: [],
    recorded_at: '2025-12-31T00:00:00.000000Z',
    sourceTitle: null,
    sourceKnown: false,
    sourceStatus: 'active',
    ...changes,
  };
}

describe('the frame of a question', () => {
  it('is that of the lenses themselves where nothing is asked', () => {
    expect(frameOf(asked())).toEqual(frameAt(AS_OF_SECONDS));
  });

  it('looks at claims valid at as_of, at another moment, or at any', () => {
    expect(frameOf(asked()).validAt).toBe(AS_OF_SECONDS);
    expect(frameOf(asked({ valid_at: '1600000000' })).validAt).toBe(1_600_000_000);
    expect(frameOf(asked({ valid_at: '1960-01-01T00:00:00Z' })).validAt).toBe(-315_619_200);
    expect(frameOf(asked({ valid_at: 'any' })).validAt).toBe('any');
    expect(frameOf(asked({ valid_at: '1600000000' })).evaluatedAt).toBe(AS_OF_SECONDS);
  });

  it.each([
    ['decay', { decay: 'off' }, { decay: false }],
    ['superseded claims', { include_superseded: 'true' }, { includeSuperseded: true }],
    ['tolerance', { tolerance: '0.5' }, { tolerance: 0.5 }],
    ['no tolerance at all', { tolerance: '0' }, { tolerance: 0 }],
    ['confidence', { min_confidence: '0.3' }, { minConfidence: 0.3 }],
    ['any confidence', { min_confidence: '0' }, { minConfidence: 0 }],
    ['state', { lifecycle: 'Deprecated' }, { lifecycle: 'Deprecated' }],
    ['classes', { source_class: ['Clinical', 'Expert'] }, { sourceClasses: ['Clinical', 'Expert'] }],
    ['epoch', { epoch: 'e1' }, { epoch: 'e1' }],
    ['inner lens', { inner_lens: 'skeptic' }, { inner: 'skeptic' }],
  ])('takes on what was asked: %s', (_what, query, changes) => {
    expect(frameOf(asked(query as Record<string, string | string[]>))).toEqual({ ...frameAt(AS_OF_SECONDS), ...changes });
  });
});

describe('an answer', () => {
  const answer = (candidates: FoundCandidate[], query: Record<string, string> = {}) => {
    const question = asked(query);
    return answerOf<'consensus'>(question, candidates, resolve('consensus', candidates, frameOf(question)));
  };

  it('names question and moment, so that it can be asked again', () => {
    expect(answer([found('1')])).toMatchObject({
      subject: 'a',
      predicate: 'b',
      as_of: AS_OF,
      valid_at: AS_OF,
      decay: 'on',
      aliases_used: [],
      audit_id: null,
      lens: 'consensus',
      winner: { hash: '1' },
    });
    expect(answer([], { valid_at: 'any', decay: 'off' })).toMatchObject({ valid_at: 'any', decay: 'off', winner: null });
  });

  it('says of each candidate who stands behind it', () => {
    const [candidate] = answer([
      found('1', {
        sourceTitle: 'A trial',
        narrative: 'because',
        signatures: [
          { agent_id: 'one', timestamp: 1_767_000_000, trust: 0.5 },
          { agent_id: 'two', timestamp: 1_767_000_001, trust: 0.5 },
        ],
      }),
    ]).candidates;
    expect(candidate).toMatchObject({
      hash: '1',
      weight: expect.any(Number),
      agents: ['one', 'two'],
      source_title: 'A trial',
      narrative: 'because',
      recorded_at: '2025-12-31T00:00:00.000000Z',
    });
  });

  it('has no narrative and no title where there is none', () => {
    const [candidate] = answer([found('1')]).candidates;
    expect(JSON.stringify(candidate)).not.toContain('narrative');
    expect(candidate?.source_title).toBeNull();
  });

  it('lists as many candidates as asked for, and counts, weighs and warns of all', () => {
    const candidates = ['1', '2', '3'].map((hash) => found(hash, { source_hash: `${hash}`.repeat(64) }));
    const whole = answer(candidates);
    const short = answer(candidates, { limit: '1' });
    expect(whole.candidates).toHaveLength(3);
    expect(short.candidates).toEqual(whole.candidates.slice(0, 1));
    expect(short.candidates_total).toBe(3);
    expect({ ...short, candidates: [] }).toEqual({ ...whole, candidates: [] });
    expect(short.source_warnings).toHaveLength(3);
  });

  it('names what was left out, and does not list it', () => {
    const left = found('2', { lifecycle: 'Rejected' });
    expect(answer([found('1'), left])).toMatchObject({ candidates_total: 1, excluded: [{ hash: '2', reason: 'lifecycle' }] });
  });

  it('of a pair of parameters without pages is the same', () => {
    const question = { ...asked(), parameters: pairSchema.parse({ subject: 'a', predicate: 'b' }) };
    const candidates = [found('1')];
    expect(answerOf<'skeptic'>(question, candidates, resolve('skeptic', candidates, frameOf(question)))).toMatchObject({
      lens: 'skeptic',
      winner: null,
      candidates_total: 1,
    });
  });
});

describe('the source warnings', () => {
  it('name each cited source that nobody registered once, with the claims that cite it', () => {
    const other = '01'.repeat(32);
    const warnings = sourceWarnings([
      found('2', { source_hash: SOURCE }),
      found('1', { source_hash: SOURCE }),
      found('3', { source_hash: other }),
    ]);
    expect(warnings).toEqual([
      { source_hash: other, status: 'unregistered', hashes: ['3'] },
      { source_hash: SOURCE, status: 'unregistered', hashes: ['1', '2'] },
    ]);
  });

  it('are none for registered sources and for claims without one', () => {
    expect(sourceWarnings([found('1', { source_hash: SOURCE, sourceKnown: true }), found('2')])).toEqual([]);
    expect(sourceWarnings([])).toEqual([]);
  });

  it('are the same whatever the order of the claims', () => {
    const claims = ['5', '1', '4', '2', '3'].map((hash) => found(hash, { source_hash: Number(hash) % 2 === 0 ? SOURCE : '01'.repeat(32) }));
    expect(sourceWarnings([...claims].reverse())).toEqual(sourceWarnings(claims));
  });
});
