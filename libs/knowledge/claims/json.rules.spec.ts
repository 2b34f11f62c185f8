import * as fc from 'fast-check';
import { canonicalJson } from './canonical.rules';
import { normalizeJson, UnstorableJson } from './json.rules';
import { metadataArbitrary } from './testing';

const refusal = (value: unknown, maxDepth = 16) => {
  try {
    normalizeJson(value as never, maxDepth);
  } catch (error) {
    if (error instanceof UnstorableJson) return { message: error.message, path: error.path };
    throw error;
  }
  return undefined;
};

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('JSON that is stored', () => {
  it('hands back the very same value where nothing changes', () => {
    const value = { a: [1, 'x', { b: null }], c: true };
    expect(normalizeJson(value, 16).value).toBe(value);
  });

  it('brings strings and keys into NFC at every depth', () => {
    const { value } = normalizeJson({ 'e\u0301': ['\u212b', { k: 'e\u0301' }] }, 16);
    expect(value).toEqual({ '\u00e9': ['\u00c5', { k: '\u00e9' }] });
  });

  it('changes nothing that is already normal', () => {
    fc.assert(
      fc.property(metadataArbitrary, (metadata) => {
        const { value } = normalizeJson(metadata, 16);
        expect(normalizeJson(value, 16).value).toBe(value);
      }),
    );
  });

  it('never bounds the canonical form below its real size', () => {
    fc.assert(
      fc.property(metadataArbitrary, (metadata) => {
        const { value, bytesAtMost } = normalizeJson(metadata, 16);
        expect(bytesAtMost).toBeGreaterThanOrEqual(Buffer.byteLength(canonicalJson(value)));
      }),
    );
  });

  it('refuses two keys that are the same text in NFC', () => {
    expect(refusal({ a: { '\u00e9': 1, 'e\u0301': 2 } })).toEqual({
      message: 'expected keys that differ in Unicode normalization form NFC',
      path: ['a'],
    });
  });

  it('refuses the key __proto__ and leaves prototypes alone', () => {
    const value: unknown = JSON.parse('{"a":{"__proto__":{"polluted":true}}}');
    expect(refusal(value)).toEqual({ message: 'expected no key named __proto__', path: ['a'] });
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    ['a lone surrogate', { a: ['\ud800'] }, ['a', 0]],
    ['a lone surrogate in a key', { a: { '\udc00': 1 } }, ['a']],
    ['U+0000', { a: 'x\0' }, ['a']],
    ['NaN', { a: NaN }, ['a']],
    ['an infinity', { a: [0, -Infinity] }, ['a', 1]],
    ['undefined', { a: undefined }, ['a']],
    ['a hole in an array', { a: new Array(1) }, ['a', 0]],
    ['a function', { a: () => 1 }, ['a']],
    ['a bigint', { a: 1n }, ['a']],
    ['a date', { a: new Date(0) }, ['a']],
    ['an object of a class', { a: new Map() }, ['a']],
  ])('refuses %s and says where', (_what, value, path) => {
    expect(refusal(value)).toEqual({ message: expect.any(String), path });
  });

  it('counts the outermost value as the first level', () => {
    expect(refusal(nested(16))).toBeUndefined();
    expect(refusal(nested(17))?.message).toBe('expected at most 16 levels of nesting');
  });

  it('refuses a nesting of hundred thousand levels without exhausting the stack', () => {
    expect(refusal(nested(100_000))?.message).toBe('expected at most 16 levels of nesting');
  });
});
