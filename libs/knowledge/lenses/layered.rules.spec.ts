import { resolve } from './resolve.rules';
import { claim, crowd, number, signed, text, UNAGED } from './testing/candidate.builder';

const week = { object: text('a week') };
const day = { object: text('a day') };

describe('layered', () => {
  test('lets every populated tier speak, the highest authority first', () => {
    const claims = [
      claim('a', { ...week, source_class: 'Regulatory' }),
      claim('b', { ...week, source_class: 'Expert' }),
      signed('c', { trust: 0.4 }, { ...day, source_class: 'Expert' }),
      ...crowd(30, 'Anecdotal', text('a day')),
    ];
    const answer = resolve('layered', claims, UNAGED);
    expect(answer.winner).toEqual({ hash: 'a', object: text('a week') });
    expect(answer.tiers.map(({ tier, source_class: name }) => [tier, name])).toEqual([
      [0, 'Regulatory'],
      [3, 'Expert'],
      [5, 'Anecdotal'],
    ]);
    expect(answer.tiers.map(({ winner }) => winner.object.value)).toEqual(['a week', 'a week', 'a day']);
    expect(answer.tiers.map(({ status }) => status)).toEqual(['Unanimous', 'Contested', 'Unanimous']);
    expect(answer.tiers[1]?.resolution_confidence).toBeCloseTo(0.5 / 0.9, 12);
  });

  test('finds the winner of a tier by consensus', () => {
    const claims = [
      signed('a', { trust: 0.5 }, { ...week, source_class: 'Clinical' }),
      signed('b', { trust: 0.4 }, { ...day, source_class: 'Clinical' }),
      signed('c', { trust: 0.4 }, { ...day, source_class: 'Clinical' }),
    ];
    expect(resolve('layered', claims, UNAGED).winner?.hash).toBe('b');
    expect(resolve('authority', claims, UNAGED).winner?.hash).toBe('a');
  });

  test('gives each tier one voice in the cross-tier conflict', () => {
    const label = claim('a', { ...week, source_class: 'Regulatory' });
    const one = resolve('layered', [label, ...crowd(1, 'Anecdotal', text('a day'))], UNAGED);
    const many = resolve('layered', [label, ...crowd(500, 'Anecdotal', text('a day'))], UNAGED);
    const [p, q] = [1 / 1.1, 0.1 / 1.1];
    const entropy = -(p * Math.log2(p) + q * Math.log2(q));
    expect(one.cross_tier_conflict).toBeCloseTo(entropy, 12);
    expect(many.cross_tier_conflict).toBe(one.cross_tier_conflict);
  });

  test('sees no cross-tier conflict where the winners agree within the tolerance', () => {
    const claims = [
      claim('a', { object: number(7), source_class: 'Regulatory' }),
      claim('b', { object: number(7 * (1 + 1e-10)), source_class: 'Clinical' }),
      signed('c', { trust: 0.4 }, { object: number(1), source_class: 'Clinical' }),
    ];
    const answer = resolve('layered', claims, UNAGED);
    expect(answer.cross_tier_conflict).toBe(0);
    expect(answer.conflict_score).toBeGreaterThan(0);
  });

  test('has nothing to say where nobody spoke', () => {
    expect(resolve('layered', [claim('a', { quarantined: true })], UNAGED)).toMatchObject({
      winner: null,
      tiers: [],
      cross_tier_conflict: 0,
      status: null,
      excluded: [{ hash: 'a', reason: 'quarantined' }],
    });
  });
});
