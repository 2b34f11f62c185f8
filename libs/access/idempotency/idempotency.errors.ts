import { defineErrors } from '@stemedb/platform/errors';

export const IDEMPOTENCY_ERRORS = defineErrors({
  idempotency_key_in_flight: { kind: 'conflict', title: 'The same request is still under way' },
  idempotency_key_reused: { kind: 'rule_broken', title: 'The Idempotency-Key belongs to another request' },
});
