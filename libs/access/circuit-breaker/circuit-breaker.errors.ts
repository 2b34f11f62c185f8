import { defineErrors } from '@stemedb/platform/errors';

export const CIRCUIT_BREAKER_ERRORS = defineErrors({
  circuit_open: { kind: 'too_many', title: 'Too many requests of this caller have failed' },
  circuit_closed: { kind: 'conflict', title: 'There is nothing to reset' },
});
