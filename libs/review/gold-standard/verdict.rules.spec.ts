import * as fc from 'fast-check';
import { type GoldQuestion, inCommits, judge, type Judgement, verdictOf } from './verdict.rules';

const GOLD: GoldQuestion = { id: 'g', subject: 's', predicate: 'p', object: { type: 'Number', value: 100 }, tolerance: null };
const claim = (value: number, ...agents: string[]) => ({ hash: String(value), object: { type: 'Number', value } as const, agents });

describe('the judgement of claims', () => {
  it('speaks of those signers who are asked about', () => {
    const judgements = judge(GOLD, [claim(100, 'a', 'b'), claim(101, 'b', 'c')], new Set(['a', 'b']));
    expect(judgements.map(({ agentId, hash, accurate }) => [agentId, hash, accurate])).toEqual([
      ['a', '100', true],
      ['b', '100', true],
      ['b', '101', false],
    ]);
  });

  it.each([
    [null, 100.00000001, true],
    [null, 100.001, false],
    [0.01, 100.9, true],
    [0.01, 102, false],
    [0, 100.00000001, false],
    [0, 100, true],
  ])('takes %s as the tolerance of 100 against %d', (tolerance, value, accurate) => {
    expect(judge({ ...GOLD, tolerance }, [claim(value, 'a')], new Set(['a']))[0]?.accurate).toBe(accurate);
  });

  it('never takes a text for a number', () => {
    const text = { hash: 'h', object: { type: 'Text', value: '100' } as const, agents: ['a'] };
    expect(judge(GOLD, [text], new Set(['a']))[0]?.accurate).toBe(false);
  });
});

describe('a verdict', () => {
  it.each([
    [[], 'unanswered'],
    [[true], 'accurate'],
    [[true, true], 'accurate'],
    [[false], 'inaccurate'],
    [[true, false], 'mixed'],
  ])('on claims that are %j is %s', (accurate, verdict) => {
    expect(verdictOf(accurate.map((one) => ({ accurate: one })))).toBe(verdict);
  });
});

describe('the commits of judgements', () => {
  it('hold each judgement once, no agent twice, and no more than they may', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (agents, most) => {
        const given = agents.map((agentId, index): Judgement => ({ gold: GOLD, agentId, hash: String(index), object: GOLD.object, accurate: true }));
        const commits = inCommits(given, most);
        expect(commits.flat().map(({ hash }) => hash).sort()).toEqual(given.map(({ hash }) => hash).sort());
        for (const commit of commits) {
          expect(commit.length).toBeLessThanOrEqual(most);
          expect(new Set(commit.map(({ agentId }) => agentId)).size).toBe(commit.length);
        }
      }),
    );
  });
});
