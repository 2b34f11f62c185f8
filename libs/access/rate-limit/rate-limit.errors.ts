import { defineErrors } from '@stemedb/platform/errors';

export const RATE_LIMIT_ERRORS = defineErrors({
  rate_limited: { kind: 'too_many', title: 'Too many requests' },
});
