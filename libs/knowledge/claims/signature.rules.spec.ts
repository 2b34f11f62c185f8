import { ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import * as fc from 'fast-check';
import { generateKeyPair } from './key-pair.generator';
import {
  assertionMessage,
  explainSignatureFailure,
  keyPairFromSeed,
  recordMessage,
  sign,
  verify,
  verifyBytes,
  voteMessage,
} from './signature.rules';
import { hexArbitrary, independentSignature, independentVerify, textArbitrary } from './testing';
import rfc8032 from './testdata/rfc8032.json';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const key = keyPairFromSeed(bytes('07'.repeat(32)));
const message = assertionMessage('ab'.repeat(32), 1_735_689_600);
const signature = sign(message, key.secretKey);

const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;
const littleEndian = (value: bigint) =>
  Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex');
const numberOf = (hex: string) => BigInt(`0x${bytes(hex).reverse().toString('hex')}`);

/** With R the neutral element and S zero, a lax verifier accepts a key of small order. */
const NEUTRAL = `01${'00'.repeat(31)}`;
const EMPTY_SIGNATURE = NEUTRAL + '00'.repeat(32);

/** Every encoding of a y that is not below the prime, with either sign. */
const NOT_CANONICAL = Array.from({ length: 38 }, (_, index) => {
  const sign = index % 2 === 0 ? 0n : 2n ** 255n;
  return littleEndian(P + BigInt(index >> 1) + sign);
});

describe('Ed25519', () => {
  it.each(rfc8032.cases)('agrees with RFC 8032, section 7.1, $name', (vector) => {
    const pair = keyPairFromSeed(bytes(vector.seed));
    expect(pair.agentId).toBe(vector.public_key);
    expect(sign(bytes(vector.message), pair.secretKey)).toBe(vector.signature);
    expect(verify(vector.public_key, vector.signature, bytes(vector.message))).toBe(true);
    expect(verify(vector.public_key, vector.signature, bytes(`${vector.message}00`))).toBe(false);
  });

  it('agrees with an independent implementation', () => {
    fc.assert(
      fc.property(hexArbitrary(64), textArbitrary, (seed, text) => {
        const { agentId, secretKey } = keyPairFromSeed(bytes(seed));
        const own = { agentId, signature: sign(text, secretKey) };
        expect(own).toEqual(independentSignature(seed, text));
        expect(verify(agentId, own.signature, text)).toBe(true);
        expect(independentVerify(agentId, own.signature, text)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('makes another key every time', () => {
    const pairs = [generateKeyPair(), generateKeyPair()];
    expect(pairs[0]!.agentId).not.toBe(pairs[1]!.agentId);
    expect(verify(pairs[0]!.agentId, sign('x', pairs[0]!.secretKey), 'x')).toBe(true);
  });

  it.each([0, 31, 33, 64])('refuses a seed of %d bytes', (length) => {
    expect(() => keyPairFromSeed(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('strict verification', () => {
  it('refuses an S that is not below the group order', () => {
    const larger = signature.slice(0, 64) + littleEndian(numberOf(signature.slice(64)) + GROUP_ORDER);
    expect(verify(key.agentId, larger, message)).toBe(false);
    expect(explainSignatureFailure(key.agentId, larger, message)).toBe('malformed');
  });

  it.each(ED25519_TORSION_SUBGROUP)('refuses the key %s of small order', (agentId) => {
    expect(verify(agentId, EMPTY_SIGNATURE, message)).toBe(false);
    expect(explainSignatureFailure(agentId, EMPTY_SIGNATURE, message)).toBe('weak_key');
  });

  it.each(NOT_CANONICAL)('refuses the key %s that is not canonical', (agentId) => {
    expect(verify(agentId, EMPTY_SIGNATURE, message)).toBe(false);
    expect(explainSignatureFailure(agentId, EMPTY_SIGNATURE, message)).toBe('weak_key');
  });

  it('refuses a key that is no point of the curve', () => {
    const agentId = `02${'00'.repeat(31)}`;
    expect(explainSignatureFailure(agentId, signature, message)).toBe('weak_key');
  });

  it.each([...ED25519_TORSION_SUBGROUP, ...NOT_CANONICAL])('refuses the R %s', (r) => {
    expect(verify(key.agentId, r + signature.slice(64), message)).toBe(false);
  });

  it('refuses a signature with any one bit flipped', () => {
    const flips = Array.from({ length: 512 }, (_, bit) => {
      const changed = bytes(signature);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      return verifyBytes(key.publicKey, changed, message);
    });
    expect(flips).toEqual(flips.map(() => false));
  });

  it('refuses a key with any one bit flipped', () => {
    const flips = Array.from({ length: 256 }, (_, bit) => {
      const changed = Buffer.from(key.publicKey);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      return verifyBytes(changed, bytes(signature), message);
    });
    expect(flips).toEqual(flips.map(() => false));
  });

  it.each([
    ['another address', assertionMessage('ac'.repeat(32), 1_735_689_600)],
    ['another timestamp', assertionMessage('ab'.repeat(32), 1_735_689_601)],
    ['another kind of record', voteMessage('ab'.repeat(32))],
  ])('refuses a signature for %s', (_what, other) => {
    expect(verify(key.agentId, signature, other)).toBe(false);
    expect(explainSignatureFailure(key.agentId, signature, other)).toBe('mismatch');
  });

  it('refuses a signature by another key', () => {
    const other = keyPairFromSeed(bytes('08'.repeat(32)));
    expect(explainSignatureFailure(other.agentId, signature, message)).toBe('mismatch');
  });

  it.each([
    ['an empty key', '', signature],
    ['a short key', key.agentId.slice(2), signature],
    ['a key with a digit too many', `${key.agentId}0`, signature],
    ['an upper-case key', key.agentId.toUpperCase(), signature],
    ['an empty signature', key.agentId, ''],
    ['a short signature', key.agentId, signature.slice(2)],
    ['a signature with a line break', key.agentId, `${signature}\n`],
    ['an upper-case signature', key.agentId, signature.toUpperCase()],
    ['a signature that is no hex', key.agentId, 'zz'.repeat(64)],
  ])('refuses %s as malformed', (_what, agentId, text) => {
    expect(verify(agentId, text, message)).toBe(false);
    expect(explainSignatureFailure(agentId, text, message)).toBe('malformed');
  });

  it('explains nothing where the signature is valid', () => {
    expect(explainSignatureFailure(key.agentId, signature, message)).toBeUndefined();
  });

  it('never throws, whatever the lengths', () => {
    const some = fc.uint8Array({ maxLength: 130 });
    fc.assert(
      fc.property(some, some, some, (publicKey, text, about) => {
        expect(verifyBytes(publicKey, text, about)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (agentId, text, about) => {
        expect(verify(agentId, text, about)).toBe(false);
      }),
    );
  });

  it('verifies bytes that are a view into a larger buffer', () => {
    const pool = Buffer.concat([Buffer.alloc(3), bytes(signature), Buffer.from(message), key.publicKey]);
    const text = pool.subarray(67, 67 + message.length);
    expect(verifyBytes(pool.subarray(67 + message.length), pool.subarray(3, 67), text)).toBe(true);
  });
});

describe('signed messages', () => {
  it('name their kind, so that one cannot stand for another', () => {
    expect(assertionMessage('aa', 5)).toBe('stemedb/assertion/v1\naa\n5');
    expect(voteMessage('aa')).toBe('stemedb/vote/v1\naa');
    expect(recordMessage('epoch', 'aa')).toBe('stemedb/epoch/v1\naa');
  });
});
