import { lineArbitrary } from '@stemedb/knowledge/claims/testing';
import * as fc from 'fast-check';
import { factFeature, nameOf, nameTrigrams, tailFeature, trigramFeature } from './feature.rules';

const text = (value: string): string => JSON.stringify({ type: 'Text', value });

describe('the name of a subject', () => {
  it.each([
    ['a path', 'code://rust/app/tls/verify', 'tls/verify'],
    ['a short path', 'drug://x', 'x'],
    ['a plain subject', 'plain text', 'plain text'],
    ['a malformed path', 'x://a//b', 'x://a//b'],
  ])('is by what it is recognised: %s', (_what, subject, name) => {
    expect(nameOf(subject)).toBe(name);
  });
});

describe('the features of a subject', () => {
  it('are shared by what ends alike, whatever its top and its capital letters', () => {
    const [one, other] = ['rfc://5246/tls/verify', 'code://rust/TLS/Verify'];
    expect(tailFeature(one)).toBe(tailFeature(other));
    expect(nameTrigrams(one)).toEqual(nameTrigrams(other));
    expect(tailFeature(one)).not.toBe(tailFeature('rfc://5246/tls/verifies'));
  });

  it('are at most 64 trigrams, however long the name is', () => {
    const words = Array.from({ length: 100 }, (_, index) => `w${index}x`).join(' ');
    expect(nameTrigrams(words)).toHaveLength(64);
    expect(nameTrigrams('://')).toHaveLength(0);
  });

  it('are signed numbers of 64 bits, one for each trigram, and another one for each other thing', () => {
    fc.assert(
      fc.property(lineArbitrary, (text) => {
        const trigrams = nameTrigrams(text);
        const features = [...trigrams.map(trigramFeature), tailFeature(text), factFeature({ predicate: text, object: text }) ?? ''];
        expect(new Set(features).size).toBe(trigrams.length + 2);
        for (const feature of features) expect(BigInt.asIntN(64, BigInt(feature)).toString()).toBe(feature);
      }),
    );
  });
});

describe('the feature of a fact', () => {
  it('is the same for the same predicate and object only', () => {
    const fact = { predicate: 'p', object: text('x') };
    expect(factFeature(fact)).toBe(factFeature({ ...fact }));
    expect(factFeature(fact)).not.toBe(factFeature({ ...fact, predicate: 'q' }));
    expect(factFeature(fact)).not.toBe(factFeature({ ...fact, object: text('y') }));
  });

  it('is none where the object is true or false', () => {
    expect(factFeature({ predicate: 'p', object: '{"type":"Boolean","value":true}' })).toBeUndefined();
  });
});
