import { defineErrors } from '@stemedb/platform/errors';

export const GOLD_STANDARD_ERRORS = defineErrors({
  gold_standard_not_found: { kind: 'missing', title: 'There is no such gold standard' },
  gold_standard_exists: { kind: 'conflict', title: 'The pair has a gold standard already' },
});
