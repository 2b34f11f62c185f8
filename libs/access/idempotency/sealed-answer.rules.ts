import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import canonicalize from 'canonicalize';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const PURPOSE = 'stemedb/idempotency/v1';
/** Of randomness that every answer is sealed with: 16 bytes of salt and the nonce. */
export const SEAL_BYTES = 16 + NONCE_BYTES;

/** 1 to 255 printable ASCII characters. */
export function isIdempotencyKey(text: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(text);
}

/** What makes two requests the same: where they went and what they say, whatever the order of its members. */
export function requestDigest(url: string, body: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify([url, canonicalBody(body)])).digest();
}

/** What has no canonical form (half a surrogate pair, endless nesting) is refused by every route, and its answer never kept. */
function canonicalBody(body: unknown): string | null {
  try {
    return canonicalize(body) ?? null;
  } catch (error) {
    return String(error);
  }
}

/**
 * Encrypts an answer so that only who holds the API key can read it. The store knows the key by its SHA-256 alone, from
 * which this cannot be derived.
 *
 * @param random SEAL_BYTES fresh random bytes
 * @param place what the answer belongs to; it opens nowhere else
 */
export function sealAnswer(answer: string, apiKey: string, place: string, random: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, keyOf(apiKey, random), random.subarray(SEAL_BYTES - NONCE_BYTES)).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(answer, 'utf8'), cipher.final()]);
  return Buffer.concat([random, cipher.getAuthTag(), text]);
}

/** @throws Error where the answer was changed, or was sealed with another key or for another place */
export function openAnswer(sealed: Uint8Array, apiKey: string, place: string): string {
  const random = sealed.subarray(0, SEAL_BYTES);
  const textAt = SEAL_BYTES + TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, keyOf(apiKey, random), random.subarray(SEAL_BYTES - NONCE_BYTES))
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(SEAL_BYTES, textAt));
  return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]).toString('utf8');
}

function keyOf(apiKey: string, random: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', apiKey, random.subarray(0, SEAL_BYTES - NONCE_BYTES), PURPOSE, KEY_BYTES));
}
