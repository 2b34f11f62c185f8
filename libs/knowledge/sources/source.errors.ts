import { defineErrors } from '@stemedb/platform/errors';

export const SOURCE_ERRORS = defineErrors({
  source_not_found: { kind: 'missing', title: 'There is no such source' },
  source_hash_mismatch: { kind: 'rule_broken', title: 'The content does not match its hash' },
  source_signature_invalid: { kind: 'rule_broken', title: 'The signature of the registration does not hold' },
});
