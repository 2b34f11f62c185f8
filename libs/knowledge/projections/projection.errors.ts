import { defineErrors } from '@stemedb/platform/errors';

export const PROJECTION_ERRORS = defineErrors({
  projection_behind: { kind: 'unavailable', title: 'A derived table has not caught up with the records yet' },
});
