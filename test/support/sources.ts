import { type KeyPair, recordAddress, recordMessage, sign, type SourceClass } from '@stemedb/knowledge/claims';
import { ALICE, SIGNED_AT } from './claims';

export interface Source {
  readonly hash: string;
  readonly content?: string;
  readonly title?: string;
  readonly source_class?: SourceClass;
}

/** Signs the registration of a source: its hash and the metadata that is given, but not the content. */
export function signSource(source: Source, keys: KeyPair = ALICE, timestamp = SIGNED_AT) {
  const { content: _content, ...metadata } = source;
  const address = recordAddress('source', { ...metadata, agent_id: keys.agentId, timestamp });
  const signature = sign(recordMessage('source', address), keys.secretKey);
  return { ...source, agent_id: keys.agentId, timestamp, signature };
}
