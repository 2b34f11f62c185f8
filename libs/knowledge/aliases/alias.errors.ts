import { defineErrors } from '@stemedb/platform/errors';

export const ALIAS_ERRORS = defineErrors({
  alias_not_found: { kind: 'missing', title: 'There is no such alias' },
  alias_exists: { kind: 'conflict', title: 'The path is an alias of another one already' },
  alias_cycle: { kind: 'conflict', title: 'The alias would lead back to itself' },
  alias_family_full: { kind: 'rule_broken', title: 'Too many paths mean the same' },
});
