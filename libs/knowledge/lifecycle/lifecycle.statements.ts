/**
 * SQL for a claim's lifecycle at a moment: where its latest transition led, or else the state in which it was written.
 *
 * @param assertion alias of the table `assertion`
 * @param moment SQL expression
 */
export const lifecycleAt = (assertion: string, moment: string): string => `coalesce((
  SELECT latest.to_state FROM lifecycle_transition latest
  WHERE latest.namespace = ${assertion}.namespace AND latest.subject_key = ${assertion}.subject_key
    AND latest.target_hash = ${assertion}.hash AND latest.recorded_at <= ${moment}
  ORDER BY latest.recorded_at DESC LIMIT 1), ${assertion}.lifecycle)`;
