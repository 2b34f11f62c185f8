import { resolve } from './resolve.rules';
import { claim, NOW, number, signed, source, text, UNAGED, votes } from './testing/candidate.builder';

const week = { object: text('a week') };
const day = { object: text('a day') };

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
