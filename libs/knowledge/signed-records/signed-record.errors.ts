import { defineErrors } from '@stemedb/platform/errors';

export const SIGNED_RECORD_ERRORS = defineErrors({
  record_signature_required: { kind: 'rule_broken', title: 'The record has to be signed' },
  record_signature_invalid: { kind: 'rule_broken', title: 'The signature of the record does not hold' },
  record_timestamp_in_future: { kind: 'rule_broken', title: 'The time of the record lies in the future' },
});
