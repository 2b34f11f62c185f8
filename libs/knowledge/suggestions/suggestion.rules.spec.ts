import { parseConcept } from '@stemedb/knowledge/concepts';
import { lineArbitrary } from '@stemedb/knowledge/claims/testing';
import * as fc from 'fast-check';
import { type Candidate, rank } from './suggestion.rules';

const candidate = (subject: string, ...shared: readonly string[]): Candidate => ({ subject, shared });
const rankFor = (path: string, candidates: readonly Candidate[], limit = 100) => rank(parseConcept(path), candidates, limit);
const PATH = 'rfc://5246/tls/verify';

describe('a suggestion', () => {
  it('says for each reason what it found', () => {
    expect(rankFor(PATH, [candidate('code://rust/app/tls/verify', 'q', 'p', 'p')])).toEqual([
      {
        path: 'code://rust/app/tls/verify',
        score: 0.943,
        reasons: [
          { kind: 'spelling', score: 0.6, detail: 'spelled 100 % alike' },
          { kind: 'tail', score: 0.7, detail: 'both end in tls/verify' },
          { kind: 'objects', score: 0.525, detail: 'the same object for p, q' },
        ],
      },
    ]);
  });

  it.each<[string, string, Candidate, string[]]>([
    ['spelling alone', 'drug://semaglutide', candidate('drug://semaglutid'), ['spelling']],
    ['spelling, between a plain subject and a path', 'Semaglutide', candidate('drug://semaglutid'), ['spelling']],
    ['an equal tail, capital letters aside', PATH, candidate('code://x/TLS/Verify'), ['spelling', 'tail']],
    ['an equal tail of signs, which have no trigrams', 'a://+', candidate('b://+'), ['tail']],
    ['a shared object alone', PATH, candidate('wiki://something', 'p'), ['objects']],
  ])('may rest on %s', (_what, path, given, kinds) => {
    expect(rankFor(path, [given]).map(({ reasons }) => reasons.map(({ kind }) => kind))).toEqual([kinds]);
  });

  it('does not take an equal tail in the same scheme for a reason of its own', () => {
    expect(rankFor(PATH, [candidate('rfc://8446/tls/verify')])[0]?.reasons.map(({ kind }) => kind)).toEqual(['spelling']);
  });

  it.each([
    ['names that are hardly alike', PATH, 'drug://semaglutide'],
    ['the path itself', PATH, PATH],
    ['the path in another spelling', 'x://a~b', 'x://a%7eb'],
    ['a malformed path, of which no alias can be made', PATH, 'rfc://5246//tls/verify'],
  ])('is not made of %s', (_what, path, subject) => {
    expect(rankFor(path, [candidate(subject, ...(subject === 'drug://semaglutide' ? [] : ['p']))])).toEqual([]);
  });

  it('names at most five predicates', () => {
    const [suggestion] = rankFor(PATH, [candidate('x://y', 'g', 'f', 'e', 'd', 'c', 'b', 'a')]);
    expect(suggestion?.reasons[0]?.detail).toBe('the same object for a, b, c, d, e and 2 more');
  });
});

describe('suggestions', () => {
  it('stand by score, then by path, and are as many as asked for', () => {
    const given = ['b://tls/verify', 'a://tls/verify', 'c://tls/verifies', 'rfc://1/tls/verify'].map((subject) => candidate(subject));
    expect(rankFor(PATH, given).map(({ path }) => path)).toEqual(['a://tls/verify', 'b://tls/verify', 'rfc://1/tls/verify', 'c://tls/verifies']);
    expect(rankFor(PATH, given, 1).map(({ path }) => path)).toEqual(['a://tls/verify']);
  });

  it('do not depend on the order in which candidates are found, and never are certain', () => {
    const candidates = fc.uniqueArray(fc.record({ subject: lineArbitrary, shared: fc.array(fc.constantFrom('p', 'q'), { maxLength: 3 }) }), {
      selector: ({ subject }) => subject,
    });
    fc.assert(
      fc.property(candidates, (given) => {
        const ranked = rankFor(PATH, given);
        expect(rankFor(PATH, [...given].reverse())).toEqual(ranked);
        for (const { score, reasons } of ranked) {
          expect(score > 0 && score < 1).toBe(true);
          expect(Math.max(...reasons.map((reason) => reason.score))).toBeLessThanOrEqual(score);
        }
      }),
    );
  });

  it('score higher with each object that is shared', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), (count) => {
        const score = (shared: number) => rankFor(PATH, [candidate('x://y', ...Array.from({ length: shared }, () => 'p'))])[0]?.score ?? 0;
        expect(score(count + 1)).toBeGreaterThan(score(count));
      }),
    );
  });
});
