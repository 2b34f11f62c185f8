import { defineErrors } from '@stemedb/platform/errors';

export const REDACTION_ERRORS = defineErrors({
  redaction_target_not_found: { kind: 'missing', title: 'There is nothing under this address to be redacted' },
  redaction_target_ambiguous: { kind: 'rule_broken', title: 'An assertion and a source stand under this address' },
});
