import { EXAMPLE_CONTRADICTION_HASH, EXAMPLE_HASH } from '@stemedb/knowledge/assertions';
import { keyPairFromSeed, recordAddress, recordMessage, sign } from '@stemedb/knowledge/claims';

/** Keys of nobody, known to everybody: good for examples only. */
const KEYS = keyPairFromSeed(Buffer.alloc(32, 0x22));

const RECORD = {
  target_hash: EXAMPLE_CONTRADICTION_HASH,
  superseding_hash: EXAMPLE_HASH,
  type: 'Refinement',
  reason: 'The label gives the exact value',
  agent_id: KEYS.agentId,
  /** 2025-01-01T00:00:00Z: long past, so that an example never comes from the future. */
  timestamp: 1_735_689_600,
};

export const SUPERSEDE_EXAMPLE = {
  ...RECORD,
  signature: sign(recordMessage('supersession', recordAddress('supersession', RECORD)), KEYS.secretKey),
};
