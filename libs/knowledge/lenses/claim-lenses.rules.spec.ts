import { resolve } from './resolve.rules';
import { frameAt } from './ruleset.rules';
import { claim, crowd, DAY, hashes, NOW, signed, text, UNAGED } from './testing/candidate.builder';

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

  test('finds a tie in 0.6 × 0.75 and 0.9 × 0.5, and takes the newest', () => {
    const claims = [
      signed('a', { trust: 0.5, timestamp: NOW - 1 }, { ...week, confidence: 0.9 }),
      signed('b', { trust: 0.75 }, { ...day, confidence: 0.6 }),
    ];
    expect(resolve('authority', claims, UNAGED).winner?.hash).toBe('b');
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
