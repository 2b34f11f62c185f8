import { type KeyPair, recordAddress, type RecordKind, recordMessage, sign } from '@stemedb/knowledge/claims';

/** 2025-01-01T00:00:00Z, long past. */
const SIGNED_AT = 1_735_689_600;

/** A record of any kind, signed as docs/signing.md describes it. */
export function signRecord<T extends object>(kind: RecordKind, record: T, keys: KeyPair, timestamp = SIGNED_AT) {
  const signed = { ...record, agent_id: keys.agentId, timestamp };
  return { ...signed, signature: sign(recordMessage(kind, recordAddress(kind, signed)), keys.secretKey) };
}
