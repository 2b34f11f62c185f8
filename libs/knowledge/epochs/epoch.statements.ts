import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';

/**
 * The epochs of a namespace ($1) that another one had replaced at the moment of the read, chains followed: what was
 * refined stands beside its refinement, and falls with it once something replaces that one. UNION keeps each once, so
 * that the walk ends whatever the chains look like, and each step is looked up by key, which PostgreSQL would not do in a
 * join.
 */
const SUPERSEDED = `
  superseded (id) AS (
    SELECT direct.supersedes FROM epoch direct
    WHERE direct.namespace = $1 AND direct.supersedes IS NOT NULL AND direct.supersession_type <> 'Refinement'
      AND direct.recorded_at <= ${AS_OF}
    UNION
    SELECT further.supersedes FROM superseded CROSS JOIN LATERAL (
      SELECT supersedes FROM epoch WHERE namespace = $1 AND epoch.id = superseded.id AND recorded_at <= ${AS_OF} LIMIT 1) further
    WHERE further.supersedes IS NOT NULL)`;

/** Values: namespace. One row (`id`) for each epoch whose claims the epoch lens drops. */
export const SUPERSEDED_EPOCHS: Statement = {
  name: 'superseded_epochs',
  text: `WITH RECURSIVE ${SUPERSEDED} SELECT id FROM superseded ORDER BY id`,
};

/** For each replaced epoch the one that governs: anything before a Refinement, then the newest, then the smallest id. */
const GOVERNING = `
  governing AS (
    SELECT DISTINCT ON (supersedes) supersedes, id, supersession_type FROM epoch
    WHERE namespace = $1 AND supersedes IS NOT NULL AND recorded_at <= ${AS_OF}
    ORDER BY supersedes, supersession_type = 'Refinement', recorded_at DESC, id)`;

/** Epochs as they stood at the moment of the read. */
const viewOf = (condition: string): string => `
  WITH RECURSIVE ${SUPERSEDED}, ${GOVERNING}
  SELECT e.id, e.name, e.description, e.supersedes, e.supersession_type, e.starts_at, e.ends_at,
    CASE WHEN g.id IS NOT NULL THEN json_build_object('id', g.id, 'type', g.supersession_type) END AS superseded_by,
    e.id IN (SELECT id FROM superseded) AS superseded, encode(e.hash, 'hex') AS hash, encode(e.agent_id, 'hex') AS agent_id,
    e.signed_at AS timestamp, encode(e.signature, 'hex') AS signature, ${rfc3339('e.recorded_at')} AS recorded_at
  FROM epoch e LEFT JOIN governing g ON g.supersedes = e.id
  WHERE e.namespace = $1 AND e.recorded_at <= ${AS_OF} AND ${condition}`;

/** Values: namespace, id. */
export const FIND_EPOCH: Statement = { name: 'find_epoch', text: viewOf('e.id = $2') };

/** Newest first; values: namespace, moment and id of the last row before or nulls, most rows. */
export const LIST_EPOCHS: Statement = {
  name: 'list_epochs',
  text: `${viewOf('($2::timestamptz IS NULL OR (e.recorded_at, e.id) < ($2::timestamptz, $3::text))')}
    ORDER BY e.recorded_at DESC, e.id DESC LIMIT $4`,
};

/**
 * What a new epoch depends on. The chain begins at the superseded epoch and goes on to what that one supersedes; UNION
 * keeps each epoch once, so that the walk ends.
 * Values: namespace, id, superseded epoch or null.
 */
export const EPOCH_FACTS: Statement = {
  name: 'epoch_facts',
  text: `
    WITH RECURSIVE chain (id) AS (
      SELECT $3::text COLLATE "C"
      UNION
      SELECT further.supersedes FROM chain CROSS JOIN LATERAL (
        SELECT supersedes FROM epoch WHERE namespace = $1 AND epoch.id = chain.id LIMIT 1) further
      WHERE further.supersedes IS NOT NULL)
    SELECT encode(standing.hash, 'hex') AS standing_hash, ${rfc3339('standing.recorded_at')} AS standing_since,
      EXISTS (SELECT FROM epoch e WHERE e.namespace = $1 AND e.id = $3) AS predecessor_known,
      EXISTS (SELECT FROM (SELECT id FROM chain LIMIT 10000) walked WHERE walked.id = $2) AS leads_back
    FROM (SELECT) arrival LEFT JOIN epoch standing ON standing.namespace = $1 AND standing.id = $2`,
};

export const INSERT_EPOCH: Statement = {
  name: 'insert_epoch',
  text: `
    INSERT INTO epoch (namespace, id, name, description, supersedes, supersession_type, starts_at, ends_at, hash, agent_id,
      signature, signed_at, key_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
};
