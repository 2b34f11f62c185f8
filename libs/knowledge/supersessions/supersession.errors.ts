import { defineErrors } from '@stemedb/platform/errors';

export const SUPERSESSION_ERRORS = defineErrors({
  supersession_cycle: { kind: 'conflict', title: 'The claims would supersede each other in a circle' },
  supersession_chain_too_long: { kind: 'rule_broken', title: 'Too many claims follow on the superseding one' },
  retraction_not_permitted: { kind: 'forbidden', title: 'Only a signer of the claim or an administrator may retract it' },
});
