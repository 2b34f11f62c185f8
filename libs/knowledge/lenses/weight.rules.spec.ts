import { SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import { DEFAULT_RULESET, frameAt } from './ruleset.rules';
import { claim, DAY, NOW, signed, UNAGED, votes } from './testing/candidate.builder';
import { claimTrust, decayFactor, newestTimestamp, tierOf, votesByAgent, weigh } from './weight.rules';

const signer = (agent: string, trust: number, timestamp = NOW) => ({ agent_id: agent, trust, timestamp });

describe('the weight of a claim', () => {
  test('is confidence × tier multiplier × trust × decay', () => {
    const aged = signed('a', { trust: 0.8, timestamp: NOW - 180 * DAY }, { confidence: 0.9 });
    expect(weigh(aged, frameAt(NOW))).toMatchObject({ tier: 3, multiplier: 0.5, trust: 0.8, decay: 0.5 });
    expect(weigh(aged, frameAt(NOW)).weight).toBeCloseTo(0.9 * 0.5 * 0.8 * 0.5, 12);
  });

  test.each<[SourceClass, number]>([
    ['Regulatory', 1],
    ['Clinical', 0.827],
    ['Observational', 0.684],
    ['Expert', 0.463],
    ['Community', 0.214],
    ['Anecdotal', 0.01],
  ])('leaves %s evidence %d of its weight after 200 days', (sourceClass, left) => {
    expect(decayFactor(sourceClass, 200 * DAY, DEFAULT_RULESET)).toBeCloseTo(left, 3);
  });

  test('does not age when decay is off', () => {
    expect(weigh(signed('a', { timestamp: 0 }), UNAGED).decay).toBe(1);
  });

  test('is not raised by a signature from the future', () => {
    expect(decayFactor('Anecdotal', -300, DEFAULT_RULESET)).toBe(1);
  });

  test('counts its age from the newest signature', () => {
    expect(newestTimestamp([signer('a', 1, 5), signer('b', 1, 9), signer('c', 1, 7)])).toBe(9);
  });

  test('stays a number for a claim whose signatures are gone', () => {
    expect(weigh(claim('a', { signatures: [] }), frameAt(NOW))).toMatchObject({ weight: 0, newest: 0 });
  });

  test('names the tiers from 0 for Regulatory to 5 for Anecdotal', () => {
    expect(SOURCE_CLASSES.map(tierOf)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('the trust in a claim', () => {
  test('lets three co-signers outweigh one', () => {
    expect(claimTrust([signer('a', 0.5), signer('b', 0.4), signer('c', 0.3)], 3)).toBeCloseTo(1.2, 12);
  });

  test('stops at the cap', () => {
    const many = Array.from({ length: 8 }, (_, index) => signer(`agent ${index}`, 0.9));
    expect(claimTrust(many, 3)).toBe(3);
    expect(claimTrust([signer('a', 0.9)], 0.5)).toBe(0.5);
  });

  test('counts a signer once, however often it signs', () => {
    expect(claimTrust([signer('a', 0.5, 1), signer('a', 0.5, 2)], 3)).toBe(0.5);
  });
});

describe('votes on several claims for one object', () => {
  test('count once for each agent, by the vote furthest from 0', () => {
    const heard = votesByAgent([votes(['a', 0.5], ['b', 1]), votes(['a', -1])]);
    expect([...heard]).toEqual([['a', -1], ['b', 1]]);
  });

  test('count by the claim listed first where two are equally far from 0', () => {
    expect(votesByAgent([votes(['a', -1]), votes(['a', 1])]).get('a')).toBe(-1);
  });
});
