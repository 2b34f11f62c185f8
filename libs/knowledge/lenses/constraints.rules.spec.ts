import type { Candidate } from './lens.types';
import { resolve } from './resolve.rules';
import { claim, signed, source, text, UNAGED } from './testing/candidate.builder';

type ConstraintPredicate = 'must_use' | 'forbidden';

function approved(predicate: ConstraintPredicate, object: string): Partial<Candidate> {
  return { predicate, object: text(object), lifecycle: 'Approved' };
}

function rule(
  hash: string,
  predicate: ConstraintPredicate,
  object: string,
  changes: Partial<Candidate> = {},
): Candidate {
  return claim(hash, { ...approved(predicate, object), ...changes });
}

describe('constraints', () => {
  test('lists what an agent must use and what is forbidden, each object once', () => {
    const answer = resolve(
      'constraints',
      [
        rule('a', 'must_use', 'TLS 1.3'),
        rule('b', 'must_use', 'TLS 1.3'),
        rule('c', 'must_use', 'HSTS'),
        rule('d', 'forbidden', 'MD5'),
      ],
      UNAGED,
    );
    expect(answer.must_use).toEqual([
      { object: text('TLS 1.3'), weight: 0.5, hashes: ['a', 'b'], counted: ['a', 'b'], contradicted: false },
      { object: text('HSTS'), weight: 0.25, hashes: ['c'], counted: ['c'], contradicted: false },
    ]);
    expect(answer.forbidden.map(({ object }) => object.value)).toEqual(['MD5']);
    expect(answer).toMatchObject({ winner: null, status: 'Unanimous', conflict_score: 0 });
  });

  test('takes Approved claims of its two predicates only, whatever lifecycle is asked for', () => {
    const claims = [
      rule('a', 'must_use', 'TLS 1.3', { lifecycle: 'Proposed' }),
      rule('b', 'must_use', 'HSTS', { lifecycle: 'Deprecated' }),
      claim('c', { predicate: 'half_life', lifecycle: 'Approved' }),
    ];
    expect(resolve('constraints', claims, { ...UNAGED, lifecycle: 'Proposed' })).toMatchObject({
      must_use: [],
      forbidden: [],
      status: null,
      excluded: [
        { hash: 'a', reason: 'lifecycle' },
        { hash: 'b', reason: 'lifecycle' },
        { hash: 'c', reason: 'predicate' },
      ],
    });
  });

  test('marks an object that stands in both lists', () => {
    const claims = [
      rule('a', 'must_use', 'RSA'),
      rule('b', 'forbidden', 'RSA'),
      rule('c', 'forbidden', 'MD5'),
    ];
    const answer = resolve('constraints', claims, UNAGED);
    expect(answer.must_use.map(({ contradicted }) => contradicted)).toEqual([true]);
    expect(answer.forbidden.map(({ object, contradicted }) => [object.value, contradicted])).toEqual([
      ['RSA', true],
      ['MD5', false],
    ]);
    expect(answer).toMatchObject({ conflict_score: 1, status: 'Contested' });
  });

  test('calls a contradiction with little weight agreement', () => {
    const claims = [rule('a', 'must_use', 'RSA'), signed('b', { trust: 0.01 }, approved('forbidden', 'RSA'))];
    const answer = resolve('constraints', claims, UNAGED);
    expect(answer).toMatchObject({ status: 'Agreed', must_use: [{ contradicted: true }] });
  });

  test('counts one source once', () => {
    const cites = { source_hash: source('policy') };
    const claims = [rule('a', 'must_use', 'HSTS', cites), rule('b', 'must_use', 'HSTS', cites)];
    expect(resolve('constraints', claims, UNAGED).must_use).toMatchObject([{ weight: 0.25, counted: ['a'] }]);
  });

  test('hears a source for each of the two predicates', () => {
    const cites = { source_hash: source('policy') };
    const claims = [rule('a', 'must_use', 'RSA', cites), rule('b', 'forbidden', 'RSA', cites)];
    const answer = resolve('constraints', claims, UNAGED);
    expect(answer.must_use[0]?.weight).toBe(answer.forbidden[0]?.weight);
  });

  test('puts the heavier constraint first, then the newer', () => {
    const claims = [
      signed('b', { trust: 0.5, timestamp: 1 }, approved('must_use', 'HSTS')),
      signed('c', { trust: 0.5, timestamp: 2 }, approved('must_use', 'TLS 1.3')),
      signed('a', { trust: 0.6, timestamp: 1 }, approved('must_use', 'CSP')),
    ];
    const { must_use: mustUse } = resolve('constraints', claims, UNAGED);
    expect(mustUse.map(({ object }) => object.value)).toEqual(['CSP', 'TLS 1.3', 'HSTS']);
  });
});
