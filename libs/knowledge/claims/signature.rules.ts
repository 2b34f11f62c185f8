import {
  crypto_core_ed25519_is_valid_point,
  crypto_sign_BYTES,
  crypto_sign_detached,
  crypto_sign_PUBLICKEYBYTES,
  crypto_sign_SECRETKEYBYTES,
  crypto_sign_seed_keypair,
  crypto_sign_SEEDBYTES,
  crypto_sign_verify_detached,
} from 'sodium-native';
import type { RecordKind } from './address.rules';

export interface KeyPair {
  /** The public key as 64 lower-case hex digits: the name of the agent. */
  agentId: string;
  publicKey: Uint8Array;
  /** 64 bytes, the seed followed by the public key. */
  secretKey: Uint8Array;
}

/**
 * Why a signature does not count: `malformed` is no signature at all (wrong length, no hex, or an S
 * that is not below the group order), `weak_key` is an agent_id that is no sound public key (of
 * small order, so that anybody could sign for it, or not the canonical encoding of a point of the
 * prime-order group), `mismatch` is another key, another text or a changed bit.
 */
export type SignatureFailure = 'malformed' | 'weak_key' | 'mismatch';

/** Order of the group of RFC 8032, section 5.1. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const PUBLIC_KEY_HEX = /^[0-9a-f]{64}$/;
const SIGNATURE_HEX = /^[0-9a-f]{128}$/;

/** The text an agent signs for a claim. The timestamp is in whole Unix seconds. */
export function assertionMessage(address: string, timestamp: number): string {
  return `stemedb/assertion/v1\n${address}\n${timestamp}`;
}

/** The text an agent signs for a vote. */
export function voteMessage(address: string): string {
  return recordMessage('vote', address);
}

/** The text an agent signs for any other record; its time is part of the record. */
export function recordMessage(kind: RecordKind, address: string): string {
  return `stemedb/${kind}/v1\n${address}`;
}

/**
 * The key pair of a seed (RFC 8032, section 5.1.5).
 *
 * @param seed 32 bytes
 * @throws RangeError for any other length
 */
export function keyPairFromSeed(seed: Uint8Array): KeyPair {
  if (seed.length !== crypto_sign_SEEDBYTES) throw new RangeError('expected a seed of 32 bytes');
  const publicKey = Buffer.alloc(crypto_sign_PUBLICKEYBYTES);
  const secretKey = Buffer.alloc(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(publicKey, secretKey, seed);
  return { agentId: publicKey.toString('hex'), publicKey, secretKey };
}

/**
 * Ed25519 signature of a message, 128 lower-case hex digits.
 *
 * @param message text is signed as UTF-8
 */
export function sign(message: string | Uint8Array, secretKey: Uint8Array): string {
  const signature = Buffer.alloc(crypto_sign_BYTES);
  crypto_sign_detached(signature, toBytes(message), secretKey);
  return signature.toString('hex');
}

/**
 * Strict Ed25519 verification of what stands in a record. Never throws: whatever is not 64 and 128
 * lower-case hex digits is simply no valid signature.
 */
export function verify(agentId: string, signature: string, message: string | Uint8Array): boolean {
  if (!PUBLIC_KEY_HEX.test(agentId) || !SIGNATURE_HEX.test(signature)) return false;
  return verifyBytes(Buffer.from(agentId, 'hex'), Buffer.from(signature, 'hex'), message);
}

/**
 * Strict Ed25519 verification (RFC 8032, section 5.1.7, without the cofactor): refuses an S that is
 * not below the group order, public keys and R of small order, and encodings that are not
 * canonical. Never throws, whatever the lengths.
 */
export function verifyBytes(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: string | Uint8Array,
): boolean {
  if (publicKey.length !== crypto_sign_PUBLICKEYBYTES) return false;
  if (signature.length !== crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(signature, toBytes(message), publicKey);
}

/**
 * Verifies, and says why where the signature does not count. A valid signature costs what verify
 * costs; only a refused one is looked at again.
 *
 * @returns undefined where the signature is valid
 */
export function explainSignatureFailure(
  agentId: string,
  signature: string,
  message: string | Uint8Array,
): SignatureFailure | undefined {
  if (verify(agentId, signature, message)) return undefined;
  if (!PUBLIC_KEY_HEX.test(agentId) || !SIGNATURE_HEX.test(signature)) return 'malformed';
  if (!crypto_core_ed25519_is_valid_point(Buffer.from(agentId, 'hex'))) return 'weak_key';
  return scalarOf(signature) < GROUP_ORDER ? 'mismatch' : 'malformed';
}

/** The second half of a signature, a little-endian number. */
function scalarOf(signature: string): bigint {
  const bytes = Buffer.from(signature.slice(64), 'hex').reverse();
  return BigInt(`0x${bytes.toString('hex')}`);
}

function toBytes(message: string | Uint8Array): Uint8Array {
  return typeof message === 'string' ? Buffer.from(message, 'utf8') : message;
}
