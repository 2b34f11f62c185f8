import { defineErrors } from '@stemedb/platform/errors';

export const QUOTA_ERRORS = defineErrors({
  quota_exceeded: { kind: 'too_many', title: 'The quota of this hour is spent' },
});
