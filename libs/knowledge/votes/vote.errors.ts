import { defineErrors } from '@stemedb/platform/errors';

export const VOTE_ERRORS = defineErrors({
  vote_signature_invalid: { kind: 'rule_broken', title: 'The signature of the vote does not hold' },
  vote_timestamp_in_future: { kind: 'rule_broken', title: 'The time of the vote lies in the future' },
});
