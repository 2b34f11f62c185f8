import { resolve } from './resolve.rules';
import { frameAt } from './ruleset.rules';
import { claim, crowd, DAY, hashes, NOW, number, signed, source, text, UNAGED, votes } from './testing/candidate.builder';

const week = { object: text('a week') };
const day = { object: text('a day') };

describe('recency', () => {
  test('answers with the newest signature', () => {
    const claims = [
      signed('a', { timestamp: NOW - DAY, trust: 1 }, week),
      signed('b', { timestamp: NOW, trust: 0.1 }, day),
    ];
    const answer = resolve('recency', claims, UNAGED);
    expect(answer.winner).toEqual({ hash: 'b', object: text('a day') });
    expect(hashes(answer.candidates)).toEqual(['b', 'a']);
  });

  test('takes a co-signature for a renewal', () => {
    const renewed = claim('a', {
      signatures: [
        { agent_id: 'ada', timestamp: NOW - 9 * DAY, trust: 0.5 },
        { agent_id: 'ben', timestamp: NOW, trust: 0.5 },
      ],
    });
    expect(resolve('recency', [renewed, signed('b', { timestamp: NOW - DAY })], UNAGED).winner?.hash).toBe('a');
  });

  test('reports how much of the weight stands behind its winner', () => {
    const claims = [signed('a', { trust: 0.9, timestamp: NOW - 1 }, week), signed('b', { trust: 0.1 }, day)];
    expect(resolve('recency', claims, UNAGED).resolution_confidence).toBeCloseTo(0.1, 12);
  });
});

describe('confidence', () => {
  test('answers with the highest confidence, whoever has it', () => {
    const claims = [
      signed('a', { trust: 1 }, { ...week, confidence: 0.8, source_class: 'Regulatory' }),
      signed('b', { trust: 0.1 }, { ...day, confidence: 0.9, source_class: 'Anecdotal' }),
    ];
    expect(resolve('confidence', claims, UNAGED).winner?.hash).toBe('b');
  });
});

describe('consensus', () => {
  test('answers with the object of the largest total weight, by its strongest claim', () => {
    const claims = [
      signed('a', { trust: 0.9 }, day),
      signed('b', { trust: 0.4 }, week),
      signed('c', { trust: 0.6 }, week),
    ];
    const answer = resolve('consensus', claims, UNAGED);
    expect(answer.winner).toEqual({ hash: 'c', object: text('a week') });
    expect(answer.groups.map((group) => group.hashes)).toEqual([['c', 'b'], ['a']]);
    expect(answer.groups[0]?.weight).toBeCloseTo(0.5, 12);
    expect(answer.resolution_confidence).toBeCloseTo(0.5 / 0.95, 12);
  });

  test('does not count one source twice', () => {
    const cites = { ...week, source_hash: source('press release') };
    const claims = [claim('a', cites), claim('b', cites), signed('c', { trust: 0.6 }, day)];
    const answer = resolve('consensus', claims, UNAGED);
    expect(answer.winner?.hash).toBe('c');
    expect(answer.groups[1]).toMatchObject({ hashes: ['a', 'b'], counted: ['a'] });
    expect(answer.candidates.find(({ hash }) => hash === 'b')?.counted).toBe(false);
  });

  test('ends a tie of two objects with the newest, then with the smallest hash', () => {
    const older = signed('a', { timestamp: NOW - 1 }, week);
    expect(resolve('consensus', [older, claim('b', day)], UNAGED).winner?.hash).toBe('b');
    expect(resolve('consensus', [claim('b', day), claim('a', week)], UNAGED).winner?.hash).toBe('a');
  });

  test('shows an object that somebody claimed where numbers agree within the tolerance', () => {
    const claims = [
      signed('a', { trust: 0.4 }, { object: number(100) }),
      signed('b', { trust: 0.6 }, { object: number(101) }),
      signed('c', { trust: 0.3 }, { object: number(101.5) }),
    ];
    const answer = resolve('consensus', claims, { ...UNAGED, tolerance: 0.02 });
    expect(answer.groups).toHaveLength(1);
    expect(answer.groups[0]?.object).toEqual(number(101));
    expect(answer).toMatchObject({ status: 'Unanimous', conflict_score: 0, resolution_confidence: 1 });
  });

  test('finds one object in 47M and 47.0M', () => {
    const claims = [claim('a', { object: number(47_000_000) }), claim('b', { object: number(47.0e6) })];
    expect(resolve('consensus', claims, UNAGED).status).toBe('Unanimous');
  });

  test('shares nothing unevenly where no claim has weight, and is not confident', () => {
    const claims = [claim('a', { ...week, confidence: 0 }), claim('b', { ...day, confidence: 0 })];
    const answer = resolve('consensus', claims, UNAGED);
    expect(answer.groups.map(({ share }) => share)).toEqual([0.5, 0.5]);
    expect(answer).toMatchObject({ winner: { hash: 'a' }, conflict_score: 1, resolution_confidence: 0 });
  });
});

describe('vote_consensus', () => {
  test('answers with the object of the largest sum of votes', () => {
    const claims = [
      signed('a', { trust: 1 }, { ...week, votes: votes(['v1', 0.5]) }),
      signed('b', { trust: 0.1 }, { ...day, votes: votes(['v2', 1], ['v3', 0.5]) }),
    ];
    const answer = resolve('vote_consensus', claims, UNAGED);
    expect(answer.winner?.hash).toBe('b');
    expect(answer.resolution_confidence).toBeCloseTo(0.75, 12);
    expect(answer.groups.map((group) => group.net_votes)).toEqual([1.5, 0.5]);
  });

  test('counts an agent once for one object', () => {
    const claims = [
      claim('a', { ...week, votes: votes(['v1', 1]) }),
      claim('b', { ...week, votes: votes(['v1', 1]) }),
      claim('c', { ...day, votes: votes(['v2', 1], ['v3', 0.5]) }),
    ];
    expect(resolve('vote_consensus', claims, UNAGED).winner?.hash).toBe('c');
  });

  test('counts dependent claims once', () => {
    const claims = [
      claim('a', { ...week, votes: votes(['v1', 1]), source_hash: source('label') }),
      claim('b', { ...week, votes: votes(['v2', 1]), source_hash: source('label') }),
      claim('c', { ...day, votes: votes(['v3', 1], ['v4', 0.5]) }),
    ];
    expect(resolve('vote_consensus', claims, UNAGED).groups.map(({ weight }) => weight)).toEqual([1.5, 1]);
  });

  test('does not let a friendly copy hide the refusals', () => {
    const claims = [
      claim('a', { ...week, votes: votes(['v1', -1], ['v2', -1]) }),
      claim('b', { ...week, votes: votes(['v3', 1]), parent_hash: 'a' }),
      claim('c', { ...day, votes: votes(['v4', 0.1]) }),
    ];
    const answer = resolve('vote_consensus', claims, UNAGED);
    expect(answer.winner?.hash).toBe('c');
    expect(answer.groups[1]).toMatchObject({ net_votes: -2, weight: 0, share: 0 });
  });

  test('prefers an object nobody voted on to one that was refused', () => {
    const claims = [claim('a', { ...week, votes: votes(['v1', -1]) }), signed('b', { timestamp: 1 }, day)];
    expect(resolve('vote_consensus', claims, UNAGED)).toMatchObject({
      winner: { hash: 'b' },
      resolution_confidence: 0,
    });
  });

  test('answers with the newest, and no confidence, where nobody voted', () => {
    const claims = [signed('a', { timestamp: NOW - 1 }, week), claim('b', day)];
    expect(resolve('vote_consensus', claims, UNAGED)).toMatchObject({
      winner: { hash: 'b' },
      resolution_confidence: 0,
      conflict_score: 1,
    });
  });

  test('finds a tie in 0.1 + 0.2 and 0.3', () => {
    const claims = [
      signed('a', { timestamp: NOW - 1 }, { ...week, votes: votes(['v1', 0.1], ['v2', 0.2]) }),
      claim('b', { ...day, votes: votes(['v3', 0.3]) }),
    ];
    expect(resolve('vote_consensus', claims, UNAGED).winner?.hash).toBe('b');
  });
});

describe('authority', () => {
  test('lets one Regulatory claim stand against a hundred Anecdotal ones', () => {
    const label = signed('label', { trust: 0.1 }, { ...week, confidence: 0.3, source_class: 'Regulatory' });
    const reports = crowd(100, 'Anecdotal', text('a day'));
    expect(resolve('authority', [...reports, label], UNAGED).winner?.hash).toBe('label');
  });

  test('decides inside the tier by confidence × trust', () => {
    const claims = [
      signed('a', { trust: 0.5 }, { ...week, confidence: 1 }),
      signed('b', { trust: 0.9 }, { ...day, confidence: 0.7 }),
      signed('c', { trust: 1 }, { ...day, source_class: 'Community' }),
    ];
    const answer = resolve('authority', claims, UNAGED);
    expect(hashes(answer.candidates)).toEqual(['b', 'a', 'c']);
  });

  test('does not let a new claim win by its freshness', () => {
    const claims = [
      signed('a', { trust: 0.6, timestamp: NOW - 900 * DAY }, week),
      signed('b', { trust: 0.5 }, day),
    ];
    expect(resolve('authority', claims, frameAt(NOW)).winner?.hash).toBe('a');
  });

  test('hears the next tier when the higher one is left out', () => {
    const claims = [
      claim('a', { ...week, source_class: 'Regulatory', lifecycle: 'Deprecated' }),
      claim('b', { ...day, source_class: 'Clinical' }),
    ];
    expect(resolve('authority', claims, UNAGED)).toMatchObject({
      winner: { hash: 'b' },
      excluded: [{ hash: 'a', reason: 'lifecycle' }],
    });
  });
});

describe('epoch', () => {
  const claims = [
    signed('a', { trust: 1, timestamp: NOW - 1 }, { ...week, epoch: 'new' }),
    signed('b', { trust: 0.9 }, { ...day, epoch: 'old' }),
    signed('c', { trust: 0.2 }, { ...day }),
  ];
  const frame = { ...UNAGED, supersededEpochs: new Set(['old']) };

  test('drops superseded epochs and hands on to recency', () => {
    expect(resolve('epoch', claims, frame)).toMatchObject({
      lens: 'epoch',
      inner_lens: 'recency',
      winner: { hash: 'c' },
      excluded: [{ hash: 'b', reason: 'epoch' }],
    });
  });

  test('hands on to the lens that the reader names', () => {
    expect(resolve('epoch', claims, { ...frame, inner: 'consensus' }).winner?.hash).toBe('a');
    expect(resolve('epoch', claims, { ...frame, inner: 'layered' })).toHaveProperty('tiers');
  });

  test('is the only lens that drops them', () => {
    expect(resolve('recency', claims, frame).winner?.hash).toBe('b');
  });
});

describe('skeptic', () => {
  test('names every object with its share, and no winner', () => {
    const claims = [
      signed('a', { trust: 0.2 }, day),
      signed('b', { trust: 0.5 }, week),
      signed('c', { trust: 0.3 }, { object: number(7) }),
    ];
    const answer = resolve('skeptic', claims, UNAGED);
    expect(answer.winner).toBeNull();
    expect(answer.resolution_confidence).toBeNull();
    expect(answer.groups.map(({ object }) => object.value)).toEqual(['a week', 7, 'a day']);
    [0.5, 0.3, 0.2].forEach((share, index) => {
      expect(answer.groups[index]?.share).toBeCloseTo(share, 12);
    });
    expect(answer.status).toBe('Contested');
  });

  test('gives two equal claims a conflict of at least 0.88', () => {
    const { conflict_score: conflict } = resolve('skeptic', [claim('a', week), claim('b', day)], UNAGED);
    expect(conflict).toBeGreaterThanOrEqual(0.88);
    expect(conflict).toBeLessThanOrEqual(1);
  });

  test('calls a small dissent agreement', () => {
    const claims = [signed('a', { trust: 1 }, week), signed('b', { trust: 0.05 }, day)];
    expect(resolve('skeptic', claims, UNAGED)).toMatchObject({ status: 'Agreed' });
  });

  test('answers a question without claims', () => {
    expect(resolve('skeptic', [], UNAGED)).toEqual({
      lens: 'skeptic',
      ruleset_version: 1,
      winner: null,
      candidates: [],
      groups: [],
      conflict_score: 0,
      status: null,
      resolution_confidence: null,
      excluded: [],
    });
  });
});

describe('every answer', () => {
  test('shows the parts of each weight', () => {
    const aged = signed('a', { trust: 0.8, timestamp: NOW - 180 * DAY }, { confidence: 0.5, votes: votes(['v', -1]) });
    expect(resolve('consensus', [aged], frameAt(NOW)).candidates).toEqual([
      {
        hash: 'a',
        object: text('a week'),
        source_class: 'Expert',
        tier: 3,
        source_hash: aged.source_hash,
        lifecycle: 'Proposed',
        timestamp: NOW - 180 * DAY,
        weight: 0.1,
        confidence: 0.5,
        tier_multiplier: 0.5,
        trust: 0.8,
        decay: 0.5,
        votes: -1,
        group: 0,
        share: 1,
        counted: true,
      },
    ]);
  });

  test('names the version of the ruleset that it used', () => {
    const ruleset = { ...UNAGED.ruleset, version: 7, contestedAt: 1 };
    const answer = resolve('skeptic', [claim('a', week), signed('b', { trust: 0.49 }, day)], { ...UNAGED, ruleset });
    expect(answer).toMatchObject({ ruleset_version: 7, status: 'Agreed' });
  });

  test('prefers the newer of two equally heavy claims, one refining the other', () => {
    const claims = [
      signed('a', {}, { ...week, superseded_by: { type: 'Refinement', hash: 'b' } }),
      signed('b', {}, day),
    ];
    for (const lens of ['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'layered'] as const) {
      expect(resolve(lens, claims, UNAGED).winner?.hash).toBe('b');
    }
  });
});
