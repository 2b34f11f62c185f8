import { defineErrors } from '@stemedb/platform/errors';

export const QUERY_ERRORS = defineErrors({
  too_many_candidates: { kind: 'rule_broken', title: 'Too many claims for one lens answer' },
});
