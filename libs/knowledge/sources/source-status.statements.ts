import { ZERO_HASH } from '@stemedb/knowledge/claims';
import { AS_OF, type Statement } from '@stemedb/platform/database';

/**
 * SQL for what a source's evidence was worth at a moment. A source of which nobody said anything is active, an
 * unregistered one included.
 *
 * @param namespace, sourceHash, moment SQL expressions
 */
export const sourceStatusAt = (namespace: string, sourceHash: string, moment: string): string => `coalesce((
  SELECT judged.status FROM source_status judged
  WHERE judged.namespace = ${namespace} AND judged.source_hash = ${sourceHash} AND judged.recorded_at <= ${moment}
  ORDER BY judged.recorded_at DESC LIMIT 1), 'active')`;

const LINK = 'hash, subject_key, subject, predicate, parent_hash, source_hash, recorded_at';

/** A claim that was held back at a moment, or rejected, is told to nobody. */
const heldBack = (claim: string, moment: string): string => `EXISTS (
  SELECT FROM quarantine q WHERE q.namespace = $1 AND q.subject_key = ${claim}.subject_key
    AND q.assertion_hash = ${claim}.hash AND (q.decision IS DISTINCT FROM 'approved' OR q.decided_at > ${moment}))`;

/**
 * Common table expressions for what falls with a source: `cascade` are the claims that cite it (depth 0) and everything
 * that derives from them, `resting` those of them that readers may see. Goes behind WITH RECURSIVE; $1 is the namespace.
 *
 * The walk ends and meets each claim once without remembering where it was: a claim has one parent, and those that cite
 * the source themselves are no children here, so that even a circle would be cut where it is entered. It goes through
 * claims that are held back, because what derives from them falls as well. Each parent's children are looked up by
 * index: the planner, which cannot know how wide a level is, would otherwise read the whole table once a level.
 *
 * @param sourceHash, moment SQL expressions
 */
export const cascadeOf = (sourceHash: string, moment: string): string => `
  cascade AS (
    SELECT ${LINK}, 0 AS depth FROM assertion
    WHERE namespace = $1 AND source_hash = ${sourceHash} AND source_hash <> '\\x${ZERO_HASH}' AND recorded_at <= ${moment}
    UNION ALL
    SELECT child.*, cascade.depth + 1 FROM cascade CROSS JOIN LATERAL (
      SELECT ${LINK} FROM assertion
      WHERE namespace = $1 AND parent_hash = cascade.hash AND source_hash <> ${sourceHash} AND recorded_at <= ${moment}
      OFFSET 0) child
  ),
  resting AS MATERIALIZED (SELECT * FROM cascade WHERE NOT ${heldBack('cascade', moment)})`;

/**
 * How much rests on a source. It has no name, as nothing that walks a cascade: a plan that was made while the tables were
 * small would be kept, and is the wrong one for thousands of claims. Values: namespace, source hash.
 */
export const COUNT_RESTING: Statement = {
  text: `
    WITH RECURSIVE ${cascadeOf('$2::bytea', AS_OF)}
    SELECT count(*) FILTER (WHERE depth = 0)::int AS assertions, count(*) FILTER (WHERE depth > 0)::int AS descendants
    FROM resting`,
};
