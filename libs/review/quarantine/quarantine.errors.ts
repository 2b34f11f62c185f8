import { defineErrors } from '@stemedb/platform/errors';

export const QUARANTINE_ERRORS = defineErrors({
  quarantined_claim_not_found: { kind: 'missing', title: 'No such claim is or was held back' },
  quarantine_already_decided: { kind: 'conflict', title: 'It has been decided already' },
});
