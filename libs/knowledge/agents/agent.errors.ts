import { defineErrors } from '@stemedb/platform/errors';

export const AGENT_ERRORS = defineErrors({
  agent_not_found: { kind: 'missing', title: 'There is no such agent' },
});
