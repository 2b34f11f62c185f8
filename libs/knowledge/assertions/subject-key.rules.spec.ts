import { lineArbitrary } from '@stemedb/knowledge/claims/testing';
import * as fc from 'fast-check';
import { predicateKey, subjectKey } from './subject-key.rules';

const namespace = fc.stringMatching(/^[a-z0-9-]{1,12}$/);

describe('the key of a subject', () => {
  it('never changes: what is stored is found again by every later version', () => {
    expect(subjectKey('default', 'semaglutide')).toBe('8858144367003426490');
    expect(predicateKey('half_life')).toBe('-348034275031676880');
  });

  it('is a signed number of 64 bits, as PostgreSQL keeps it', () => {
    fc.assert(
      fc.property(namespace, lineArbitrary, (name, subject) => {
        const key = BigInt(subjectKey(name, subject));
        expect(BigInt.asIntN(64, key)).toBe(key);
      }),
    );
  });

  it('differs between namespaces and between subjects', () => {
    expect(new Set([subjectKey('a', 'x'), subjectKey('b', 'x'), subjectKey('a', 'y')]).size).toBe(3);
  });

  it.each([
    [
      ['a', 'bc'],
      ['ab', 'c'],
    ],
    [
      ['a', 'b","c'],
      ['a","b', 'c'],
    ],
    [
      ['a', ''],
      ['', 'a'],
    ],
    [
      ['a', 'b\\'],
      ['a', 'b\\\\'],
    ],
  ])('keeps its parts apart: %j is not %j', (one, other) => {
    expect(subjectKey(one[0] ?? '', one[1] ?? '')).not.toBe(subjectKey(other[0] ?? '', other[1] ?? ''));
  });
});

describe('the key of a predicate', () => {
  it('is the same for the same predicate, and another for every other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(lineArbitrary, { maxLength: 40 }), (predicates) => {
        const keys = predicates.map(predicateKey);
        expect(new Set(keys).size).toBe(predicates.length);
        expect(predicates.map(predicateKey)).toEqual(keys);
      }),
    );
  });

  it('is another than the key of any subject', () => {
    expect(predicateKey('a')).not.toBe(subjectKey('a', ''));
    expect(predicateKey('["a","b"]')).not.toBe(subjectKey('a', 'b'));
  });
});
