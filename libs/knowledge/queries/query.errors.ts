import { defineErrors } from '@stemedb/platform/errors';

export const QUERY_ERRORS = defineErrors({
  as_of_in_future: { kind: 'rule_broken', title: 'as_of lies in the future' },
  too_many_candidates: { kind: 'rule_broken', title: 'Too many claims for one lens answer' },
});
