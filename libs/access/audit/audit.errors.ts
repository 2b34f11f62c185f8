import { defineErrors } from '@stemedb/platform/errors';

export const AUDIT_ERRORS = defineErrors({
  audit_not_found: { kind: 'missing', title: 'There is no such audit' },
  audit_not_replayable: { kind: 'rule_broken', title: 'This audit is of nothing that can be asked again' },
});
