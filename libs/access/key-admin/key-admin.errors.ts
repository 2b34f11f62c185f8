import { defineErrors } from '@stemedb/platform/errors';

export const KEY_ADMIN_ERRORS = defineErrors({
  api_key_not_found: { kind: 'missing', title: 'There is no such API key' },
  api_key_state_conflict: { kind: 'conflict', title: 'The state of the API key does not permit this' },
  last_admin_key: { kind: 'conflict', title: 'The last admin key has to stay' },
  api_key_scope: { kind: 'rule_broken', title: 'A key of all namespaces is an admin key' },
  api_key_expiry_past: { kind: 'rule_broken', title: 'The expiry of an API key lies in the future' },
});
