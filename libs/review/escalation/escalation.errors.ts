import { defineErrors } from '@stemedb/platform/errors';

export const ESCALATION_ERRORS = defineErrors({
  escalation_not_found: { kind: 'missing', title: 'There is no such escalation' },
  escalation_not_open: { kind: 'conflict', title: 'The escalation is not open any more' },
  winning_hash_foreign: { kind: 'rule_broken', title: 'The winning claim does not belong to the pair' },
  delivery_not_found: { kind: 'missing', title: 'There is no such delivery' },
  delivery_not_dead: { kind: 'conflict', title: 'The delivery is still being tried' },
});
