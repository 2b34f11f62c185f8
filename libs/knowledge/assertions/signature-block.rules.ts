import { assertionMessage, verifyBytes } from '@stemedb/knowledge/claims';

/** What a check of signatures needs of a claim. */
export interface Verifiable {
  readonly address: string;
  readonly signatures: readonly { readonly agent_id: string; readonly signature: string; readonly timestamp: number }[];
}

const ADDRESS_BYTES = 32;
const KEY_AT = ADDRESS_BYTES;
const SIGNATURE_AT = KEY_AT + 32;
const TIMESTAMP_AT = SIGNATURE_AT + 64;
const RECORD_BYTES = TIMESTAMP_AT + 8;

/**
 * Signatures as one block of bytes, which passes between threads without being copied: address, public key, signature
 * and timestamp of each, in the order of the claims.
 *
 * @param claims of valid form: what is no hex of the right length would shift its neighbours
 */
export function packSignatures(claims: readonly Verifiable[]): Uint8Array<ArrayBuffer> {
  const count = claims.reduce((sum, { signatures }) => sum + signatures.length, 0);
  const block = Buffer.from(new ArrayBuffer(count * RECORD_BYTES));
  let at = 0;
  for (const { address, signatures } of claims) {
    for (const { agent_id, signature, timestamp } of signatures) {
      block.write(address, at, 'hex');
      block.write(agent_id, at + KEY_AT, 'hex');
      block.write(signature, at + SIGNATURE_AT, 'hex');
      block.writeDoubleBE(timestamp, at + TIMESTAMP_AT);
      at += RECORD_BYTES;
    }
  }
  return block;
}

/** For each signature of a block 1 where it holds, else 0. */
export function verifyBlock(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const verdicts = new Uint8Array(block.length / RECORD_BYTES);
  for (const index of verdicts.keys()) {
    const at = index * RECORD_BYTES;
    const message = assertionMessage(block.toString('hex', at, at + ADDRESS_BYTES), block.readDoubleBE(at + TIMESTAMP_AT));
    const holds = verifyBytes(block.subarray(at + KEY_AT, at + SIGNATURE_AT), block.subarray(at + SIGNATURE_AT, at + TIMESTAMP_AT), message);
    verdicts[index] = holds ? 1 : 0;
  }
  return verdicts;
}
