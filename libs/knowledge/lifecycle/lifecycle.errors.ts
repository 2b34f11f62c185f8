import { defineErrors } from '@stemedb/platform/errors';

export const LIFECYCLE_ERRORS = defineErrors({
  lifecycle_step_impossible: { kind: 'conflict', title: 'The claim cannot go from its state to that one' },
  lifecycle_step_not_permitted: { kind: 'forbidden', title: 'Only an administrator, or for some steps a signer, may take this step' },
});
