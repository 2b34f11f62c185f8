import { defineErrors } from '@stemedb/platform/errors';

export const FEED_ERRORS = defineErrors({
  too_many_streams: { kind: 'unavailable', title: 'Too many streams are open' },
});
