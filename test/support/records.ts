import { type KeyPair, recordAddress, type RecordKind, recordMessage, sign } from '@stemedb/knowledge/claims';
import { ALICE, SIGNED_AT } from './claims';

/** A record of any kind but a vote, signed over everything that it holds. */
export function signRecord<T extends object>(kind: RecordKind, record: T, keys: KeyPair = ALICE, timestamp = SIGNED_AT) {
  const signed = { ...record, agent_id: keys.agentId, timestamp };
  return { ...signed, signature: sign(recordMessage(kind, recordAddress(kind, signed)), keys.secretKey) };
}

/** A lifecycle transition as it is posted: signed over its target too, which stands in the path only. */
export function signTransition(target_hash: string, to: string, keys: KeyPair = ALICE, reason = 'because') {
  const { target_hash: _target, ...body } = signRecord('lifecycle', { target_hash, to, reason }, keys);
  return body;
}

/** The same record with one bit of its signature the other way round. */
export function flipBit<T extends { readonly signature: string }>(record: T, byte = 0): T {
  const bytes = Buffer.from(record.signature, 'hex');
  bytes.writeUInt8(bytes.readUInt8(byte) ^ 2, byte);
  return { ...record, signature: bytes.toString('hex') };
}
