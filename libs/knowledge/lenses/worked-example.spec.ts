/** The worked example of docs/lenses.md: every figure that the page prints is checked here. */
import { classifyDisagreement } from './disagreement.rules';
import type { Candidate } from './lens.types';
import { resolve } from './resolve.rules';
import { frameAt } from './ruleset.rules';
import { claim, DAY, NOW, number, source, text, votes } from './testing/candidate.builder';

const signer = (agent: string, trust: number, ageDays: number) => ({
  agent_id: agent,
  trust,
  timestamp: NOW - ageDays * DAY,
});

const CLAIMS: readonly Candidate[] = [
  claim('a', {
    object: number(30),
    source_class: 'Regulatory',
    confidence: 0.9,
    signatures: [signer('ada', 0.6, 400)],
    votes: votes(['vic', 0.5]),
  }),
  claim('b', {
    object: number(29.76),
    source_class: 'Clinical',
    confidence: 0.8,
    signatures: [signer('ben', 0.5, 365), signer('bob', 0.5, 370)],
    votes: votes(['wim', -0.5]),
  }),
  claim('c', {
    object: number(29.76),
    confidence: 0.9,
    source_hash: source('handbook'),
    signatures: [signer('cyd', 0.5, 90)],
    votes: votes(['xia', 1]),
  }),
  claim('d', {
    object: number(29.76),
    confidence: 0.9,
    source_hash: source('handbook'),
    signatures: [signer('dee', 0.5, 180)],
    votes: votes(['yan', 1]),
  }),
  claim('e', {
    object: text('in your hand'),
    source_class: 'Anecdotal',
    confidence: 1,
    signatures: [signer('eva', 0.5, 30)],
  }),
  claim('f', {
    object: text('in your hand'),
    source_class: 'Anecdotal',
    confidence: 0.6,
    signatures: [signer('fay', 0.5, 60)],
  }),
];
const FRAME = frameAt(NOW);

describe('the worked example of the documentation', () => {
  test('weighs the claims as the table says', () => {
    const { candidates } = resolve('skeptic', CLAIMS, FRAME);
    const figures = candidates.map(({ hash, trust, decay, weight, counted }) => [
      hash,
      trust,
      Number(decay.toFixed(4)),
      Number(weight.toFixed(4)),
      counted,
    ]);
    expect(figures).toEqual([
      ['a', 0.6, 1, 0.54, true],
      ['b', 1, 0.7071, 0.5091, true],
      ['c', 0.5, 0.7071, 0.1591, true],
      ['d', 0.5, 0.5, 0.1125, false],
      ['e', 0.5, 0.5, 0.025, true],
      ['f', 0.5, 0.25, 0.0075, true],
    ]);
  });

  test('shares the weight as the skeptic says', () => {
    const answer = resolve('skeptic', CLAIMS, FRAME);
    const shares = answer.groups.map(({ object, weight, share }) => [
      object.value,
      Number(weight.toFixed(4)),
      Number(share.toFixed(3)),
    ]);
    expect(shares).toEqual([
      [29.76, 0.6682, 0.539],
      [30, 0.54, 0.435],
      ['in your hand', 0.0325, 0.026],
    ]);
    expect(answer.conflict_score).toBeCloseTo(0.72, 3);
    expect(answer.status).toBe('Contested');
  });

  test.each([
    ['recency', 'e', 0.026],
    ['confidence', 'e', 0.026],
    ['consensus', 'b', 0.539],
    ['vote_consensus', 'c', 0.5],
    ['authority', 'a', 0.435],
    ['layered', 'a', 0.435],
  ] as const)('%s answers with claim %s', (lens, winner, confidence) => {
    const answer = resolve(lens, CLAIMS, FRAME);
    expect(answer.winner?.hash).toBe(winner);
    expect(answer.resolution_confidence).toBeCloseTo(confidence, 3);
  });

  test('counts the votes as the page says', () => {
    const answer = resolve('vote_consensus', CLAIMS, FRAME);
    expect(answer.groups.map((group) => [group.net_votes, group.share, group.counted])).toEqual([
      [0.5, 0.5, ['c', 'b']],
      [0.5, 0.5, ['a']],
      [0, 0, ['e', 'f']],
    ]);
    expect(answer.conflict_score).toBeCloseTo(0.631, 3);
  });

  test('finds the layers and the class that the page names', () => {
    const answer = resolve('layered', CLAIMS, FRAME);
    expect(answer.tiers.map(({ tier, winner }) => [tier, winner.hash])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [3, 'c'],
      [5, 'e'],
    ]);
    expect(answer.cross_tier_conflict).toBeCloseTo(0.703, 3);
    expect(classifyDisagreement(CLAIMS, FRAME).class).toBe('active_disagreement');
  });
});
