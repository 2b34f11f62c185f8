import { defineErrors } from '@stemedb/platform/errors';

export const ASSERTION_ERRORS = defineErrors({
  assertion_not_found: { kind: 'missing', title: 'There is no such assertion' },
  signature_invalid: { kind: 'rule_broken', title: 'A signature does not hold' },
  timestamp_in_future: { kind: 'rule_broken', title: 'A timestamp lies in the future' },
  agent_not_permitted: { kind: 'forbidden', title: 'The API key may not act for this agent' },
  agent_header_mismatch: { kind: 'malformed', title: 'X-Agent-Id does not name a signer' },
  batch_too_large: { kind: 'too_large', title: 'Too many items in one batch' },
});
