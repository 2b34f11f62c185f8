import * as fc from 'fast-check';
import { isIdempotencyKey, openAnswer, requestDigest, SEAL_BYTES, sealAnswer } from './sealed-answer.rules';

const KEY = `steme_live_${'ab'.repeat(24)}`;
const OTHER = `steme_live_${'ab'.repeat(23)}ac`;
const random = fc.uint8Array({ minLength: SEAL_BYTES, maxLength: SEAL_BYTES });

describe('an Idempotency-Key', () => {
  it.each(['a', ' ', '~', 'a'.repeat(255), '{"a": 1}'])('may be %j', (text) => {
    expect(isIdempotencyKey(text)).toBe(true);
  });

  it.each(['', 'a'.repeat(256), 'a\n', 'é', '\u007f', '\u0000'])('is not %j', (text) => {
    expect(isIdempotencyKey(text)).toBe(false);
  });
});

describe('a request', () => {
  it('is the same whatever the order of its members', () => {
    expect(requestDigest('/v1/a', { b: 1, a: [1, 2] })).toEqual(requestDigest('/v1/a', { a: [1, 2], b: 1 }));
  });

  it.each([
    ['another place', '/v1/b', { a: [1, 2] }],
    ['another value', '/v1/a', { a: [1, 3] }],
    ['another order of a list', '/v1/a', { a: [2, 1] }],
    ['one member more', '/v1/a', { a: [1, 2], b: null }],
    ['no body', '/v1/a', undefined],
  ])('is another one with %s', (_what, url, body) => {
    expect(requestDigest(url, body).equals(requestDigest('/v1/a', { a: [1, 2] }))).toBe(false);
  });
});

describe('a sealed answer', () => {
  it('is read with the same key in the same place, and holds nothing that can be read without', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), random, (answer, place, bytes) => {
        const sealed = sealAnswer(`${answer}${KEY}`, KEY, place, bytes);
        expect(openAnswer(sealed, KEY, place)).toBe(Buffer.from(`${answer}${KEY}`).toString('utf8'));
        expect(sealed.includes(KEY.slice(0, 20))).toBe(false);
      }),
    );
  });

  it('opens with no other key, in no other place, and not after a change', () => {
    fc.assert(
      fc.property(random, fc.nat(), (bytes, at) => {
        const sealed = sealAnswer('answer', KEY, 'here', bytes);
        expect(() => openAnswer(sealed, OTHER, 'here')).toThrow();
        expect(() => openAnswer(sealed, KEY, 'there')).toThrow();
        const changed = Buffer.from(sealed);
        const place = at % changed.length;
        changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
        expect(() => openAnswer(changed, KEY, 'here')).toThrow();
      }),
    );
  });
});
