import { lineArbitrary } from '@stemedb/knowledge/claims/testing';
import * as fc from 'fast-check';
import { pairKey, subjectKey } from './subject-key.rules';

const namespace = fc.stringMatching(/^[a-z0-9-]{1,12}$/);

describe('the key of a subject', () => {
  it('never changes: what is stored is found again by every later version', () => {
    expect(subjectKey('default', 'semaglutide')).toBe('8858144367003426490');
    expect(pairKey('default', 'semaglutide', 'half_life')).toBe('-7539881905752076483');
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

  it('is another than the key of any pair', () => {
    expect(subjectKey('a', 'b')).not.toBe(pairKey('a', 'b', ''));
    expect(subjectKey('a', 'b","c')).not.toBe(pairKey('a', 'b', 'c'));
  });
});

describe('the key of a pair', () => {
  it('is the same for the same pair, and another for every other', () => {
    const triple = fc.tuple(namespace, lineArbitrary, lineArbitrary);
    fc.assert(
      fc.property(fc.uniqueArray(triple, { maxLength: 40, selector: (parts) => JSON.stringify(parts) }), (triples) => {
        const keys = triples.map((parts) => pairKey(...parts));
        expect(new Set(keys).size).toBe(triples.length);
        expect(triples.map((parts) => pairKey(...parts))).toEqual(keys);
      }),
    );
  });

  it.each([
    [
      ['a', 'b', 'cd'],
      ['a', 'bc', 'd'],
    ],
    [
      ['a', 'bc', ''],
      ['a', 'b', 'c'],
    ],
    [
      ['ab', 'c', 'd'],
      ['a', 'bc', 'd'],
    ],
  ] as const)('keeps its parts apart: %j is not %j', ([namespaceOne, ...one], [namespaceOther, ...other]) => {
    expect(pairKey(namespaceOne, one[0], one[1])).not.toBe(pairKey(namespaceOther, other[0], other[1]));
  });
});
