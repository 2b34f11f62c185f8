import type { Statement } from '@stemedb/platform/database';

/** A request under way that lasts longer has lost its server. */
const CLAIM_LASTS = "interval '1 minute'";
const ANSWER_LASTS = "interval '24 hours'";

/** Takes a key that is free, or that belongs to a request that has expired. */
export const CLAIM: Statement = {
  text: `
    INSERT INTO idempotency_key AS known (namespace, key_id, idempotency_key, route, request_digest, claim_id, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + ${CLAIM_LASTS})
    ON CONFLICT (namespace, key_id, idempotency_key) DO UPDATE
      SET route = excluded.route, request_digest = excluded.request_digest, claim_id = excluded.claim_id,
        expires_at = excluded.expires_at, status = NULL, sealed_answer = NULL
      WHERE known.expires_at <= clock_timestamp()
    RETURNING claim_id`,
};

export const FIND_REQUEST: Statement = {
  text: `
    SELECT route, request_digest, status, sealed_answer FROM idempotency_key
    WHERE namespace = $1 AND key_id = $2 AND idempotency_key = $3`,
};

const OWN = 'namespace = $1 AND key_id = $2 AND idempotency_key = $3 AND claim_id = $4';

export const KEEP_ANSWER: Statement = {
  text: `UPDATE idempotency_key SET status = $5, sealed_answer = $6, expires_at = clock_timestamp() + ${ANSWER_LASTS} WHERE ${OWN}`,
};

export const RELEASE: Statement = { text: `DELETE FROM idempotency_key WHERE ${OWN}` };

/** A few at a time, so that no request waits for them; rows that somebody takes over right now are left to him. */
export const REMOVE_EXPIRED: Statement = {
  text: `
    DELETE FROM idempotency_key WHERE namespace = $1 AND (key_id, idempotency_key) IN (
      SELECT key_id, idempotency_key FROM idempotency_key WHERE namespace = $1 AND expires_at <= clock_timestamp()
      ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
};
