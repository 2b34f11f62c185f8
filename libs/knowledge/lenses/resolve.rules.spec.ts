import { resolve } from './resolve.rules';
import { frameAt } from './ruleset.rules';
import { claim, DAY, NOW, signed, text, UNAGED, votes } from './testing/candidate.builder';

const week = { object: text('a week') };
const day = { object: text('a day') };

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
