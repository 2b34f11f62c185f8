import { defineErrors } from '@stemedb/platform/errors';

export const AGENT_ERRORS = defineErrors({
  agent_not_found: { kind: 'missing', title: 'There is no such agent' },
  decay_in_future: { kind: 'rule_broken', title: 'The moment to decay to lies in the future' },
});
