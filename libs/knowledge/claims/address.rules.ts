import { blake3 } from '@napi-rs/blake-hash';
import { canonicalRecord } from './canonical.rules';
import type { Vote } from './claim.types';

/** The signed records besides assertions: each kind hashes and signs under its own prefix. */
export type RecordKind = 'vote' | 'epoch' | 'supersession' | 'source' | 'lifecycle';

/**
 * Address of an assertion, 64 lower-case hex digits.
 *
 * @param canonical what canonicalClaim gave
 */
export function claimAddress(canonical: string): string {
  return contentHash(`stemedb/assertion/v1\n${canonical}`);
}

/** Address of a vote; a signature in the same object is no part of it. */
export function voteAddress(vote: Vote): string {
  return recordAddress('vote', {
    agent_id: vote.agent_id,
    assertion_hash: vote.assertion_hash,
    weight: vote.weight,
    timestamp: vote.timestamp,
  });
}

/**
 * Address of any other signed record: BLAKE3 over its prefix and the canonical text of its body.
 *
 * @param body what is signed, and nothing else: leave the signature out
 */
export function recordAddress(kind: RecordKind, body: object): string {
  return contentHash(`stemedb/${kind}/v1\n${canonicalRecord(body)}`);
}

/** BLAKE3-256 of bytes, or of the UTF-8 form of a text, as 64 lower-case hex digits. */
export function contentHash(content: string | Uint8Array): string {
  return blake3(content).toString('hex');
}
