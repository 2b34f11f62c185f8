import { rfc3339, type Statement } from '@stemedb/platform/database';

const moment = (column: string): string => `${rfc3339(column)} AS ${column}`;

/** Everything but the hash of the secret, which no answer needs. */
const KEY_COLUMNS = `namespace, id, name, role, prefix, agent_ids, allowed_networks, rate_class, quota_tokens_per_hour,
  ${['created_at', 'expires_at', 'disabled_at', 'revoked_at', 'grace_until', 'last_used_at'].map(moment).join(', ')}, replaced_by`;

/** The scope `*` holds the keys of every namespace. */
const IN_SCOPE = `($1 = '*' OR namespace = $1)`;

export const FIND_KEY: Statement = {
  name: 'find_api_key',
  text: `SELECT ${KEY_COLUMNS} FROM api_key WHERE ${IN_SCOPE} AND id = $2`,
};

/** Newest first, behind a place of the list. The place is sorted by as it is stored, not as it is shown. */
export const LIST_KEYS: Statement = {
  name: 'list_api_keys',
  text: `
    SELECT ${KEY_COLUMNS} FROM api_key
    WHERE ${IN_SCOPE} AND ($2::text IS NULL OR namespace = $2) AND ($3::text IS NULL OR role = $3)
      AND ($4::timestamptz IS NULL OR (api_key.created_at, api_key.id) < ($4, $5::uuid))
    ORDER BY api_key.created_at DESC, api_key.id DESC LIMIT $6`,
};

/** Whoever may administer a namespace beside one key: its own admins, and those of every namespace. */
export const OTHER_ADMINS: Statement = {
  text: `SELECT ${KEY_COLUMNS} FROM api_key WHERE namespace IN ($1, '*') AND role = 'admin' AND id <> $2 AND revoked_at IS NULL`,
};

export const INSERT_KEY: Statement = {
  text: `
    INSERT INTO api_key (namespace, id, name, role, prefix, secret_hash, agent_ids, allowed_networks, rate_class,
      quota_tokens_per_hour, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${KEY_COLUMNS}`,
};

export const UPDATE_KEY: Statement = {
  text: `
    UPDATE api_key SET name = $3, role = $4, agent_ids = $5, allowed_networks = $6, rate_class = $7, quota_tokens_per_hour = $8,
      expires_at = $9, disabled_at = $10, revoked_at = $11, grace_until = $12, replaced_by = $13
    WHERE namespace = $1 AND id = $2 RETURNING ${KEY_COLUMNS}`,
};

/** The rest of the transaction works in one namespace, as every audit does. */
export const ENTER_NAMESPACE: Statement = { text: `SELECT set_config('stemedb.namespace', $1, true)` };
