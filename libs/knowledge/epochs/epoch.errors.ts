import { defineErrors } from '@stemedb/platform/errors';

export const EPOCH_ERRORS = defineErrors({
  epoch_not_found: { kind: 'missing', title: 'There is no such epoch' },
  epoch_exists: { kind: 'conflict', title: 'Another epoch stands under this id' },
  epoch_cycle: { kind: 'conflict', title: 'The epochs would supersede each other in a circle' },
});
