/** More than any load generator asks for. */
const PLENTY = '100000000';

/** Settings of a server that counts every request, charges every signer, and looks at every claim, and refuses none. */
export const GATES_ON: Readonly<Record<string, string>> = {
  STEMEDB_RATE_LIMIT_READS_PER_MINUTE: PLENTY,
  STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE: PLENTY,
  STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE: PLENTY,
  STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE: PLENTY,
  STEMEDB_QUOTA_TOKENS_PER_HOUR: '2000000000',
  STEMEDB_ADMISSION: 'pow',
  STEMEDB_CIRCUIT_BREAKER_FAILURES: '5',
  // Whoever is refused stays refused as long as the bench lasts.
  STEMEDB_CIRCUIT_BREAKER_OPEN_MS: '86400000',
  STEMEDB_QUARANTINE: 'on',
  // In none of the bench's claims, so that each is looked through to its end.
  STEMEDB_QUARANTINE_PATTERNS: JSON.stringify(['(?i)ignore (all )?previous instructions', '\\b\\d{3}-\\d{2}-\\d{4}\\b']),
  STEMEDB_ESCALATION_ANECDOTAL_CLAIMS: '500',
};

/** Everything off that a setting turns off. The check of the API key is none of it. */
export const GATES_OFF: Readonly<Record<string, string>> = {
  STEMEDB_RATE_LIMIT_READS_PER_MINUTE: '0',
  STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE: '0',
  STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE: '0',
  STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE: '0',
  STEMEDB_QUOTA_TOKENS_PER_HOUR: '0',
  STEMEDB_ADMISSION: 'off',
  STEMEDB_CIRCUIT_BREAKER_FAILURES: '0',
  STEMEDB_QUARANTINE: 'off',
  STEMEDB_ESCALATION_ANECDOTAL_CLAIMS: '0',
};

/** Every claim of the bench's set is held back by its narrative, and two anecdotes make a cluster. */
export const ALL_HELD_BACK: Readonly<Record<string, string>> = {
  ...GATES_OFF,
  STEMEDB_QUARANTINE: 'pattern',
  STEMEDB_QUARANTINE_PATTERNS: JSON.stringify(['^Report [0-9]+ on endpoint']),
  STEMEDB_ESCALATION_ANECDOTAL_CLAIMS: '2',
};
