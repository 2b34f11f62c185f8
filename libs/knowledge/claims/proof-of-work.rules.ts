import { blake3 } from '@napi-rs/blake-hash';

/** How far the time of a proof may be from the server's clock, in seconds. */
export const PROOF_WINDOW_SECONDS = 300;

export const MAX_NONCE = 2n ** 64n - 1n;

const ID_BYTES = 32;
const WORD_BYTES = 8;
const TIMESTAMP_AT = WORD_BYTES + ID_BYTES;
const BITS_A_BYTE = 8;

/** Work that an agent has done for one request. */
export interface Proof {
  /** 0 to 2^64 - 1. */
  readonly nonce: bigint;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** What is hashed: nonce (u64, little-endian), the 32 bytes of the agent id, timestamp (u64, little-endian). */
export function proofMessage(agentId: string, { nonce, timestamp }: Proof): Buffer {
  const message = Buffer.alloc(TIMESTAMP_AT + WORD_BYTES);
  message.writeBigUInt64LE(nonce, 0);
  message.write(agentId, WORD_BYTES, 'hex');
  message.writeBigUInt64LE(BigInt(timestamp), TIMESTAMP_AT);
  return message;
}

/** BLAKE3 of a proof, 64 hex digits. */
export function proofHash(agentId: string, proof: Proof): string {
  return blake3(proofMessage(agentId, proof)).toString('hex');
}

/** How many bits of a proof's hash are zero before the first that is not. */
export function proofBits(agentId: string, proof: Proof): number {
  return leadingZeroBits(blake3(proofMessage(agentId, proof)));
}

function leadingZeroBits(hash: Uint8Array): number {
  const first = hash.findIndex((byte) => byte !== 0);
  if (first < 0) return hash.length * BITS_A_BYTE;
  return first * BITS_A_BYTE + Math.clz32(hash[first] ?? 0) - 24;
}

/**
 * Looks for a proof among some nonces; about one of 2^bits is one.
 *
 * @param from the first nonce that is tried
 * @param tries how many are tried, so that the caller can do something else in between
 * @returns undefined where none of them is one
 */
export function findProof(agentId: string, timestamp: number, bits: number, from: bigint, tries: number): Proof | undefined {
  const message = proofMessage(agentId, { nonce: from, timestamp });
  for (let nonce = from; nonce < from + BigInt(tries); nonce += 1n) {
    message.writeBigUInt64LE(nonce, 0);
    if (leadingZeroBits(blake3(message)) >= bits) return { nonce, timestamp };
  }
  return undefined;
}
