import { defineErrors } from '@stemedb/platform/errors';

export const API_KEY_ERRORS = defineErrors({
  unauthenticated: { kind: 'unauthenticated', title: 'A valid API key is required' },
  role_too_low: { kind: 'forbidden', title: 'The API key does not permit this' },
  namespace_forbidden: { kind: 'forbidden', title: 'The API key is bound to one namespace' },
});
