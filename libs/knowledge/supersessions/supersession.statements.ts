/**
 * SQL for the supersession that governs a claim at a moment: JSON of its `type` and of `hash`, what stands in the claim's
 * place (null where nothing does), or NULL where none had been recorded. Anything outranks a Refinement, which leaves
 * both visible; then the newest counts, and of one commit's the smallest address.
 *
 * @param assertion alias of the table `assertion`
 * @param moment SQL expression
 */
export const supersessionAt = (assertion: string, moment: string): string => `(
  SELECT json_build_object('type', governing.type, 'hash', encode(governing.superseding_hash, 'hex'))
  FROM supersession governing
  WHERE governing.namespace = ${assertion}.namespace AND governing.subject_key = ${assertion}.subject_key
    AND governing.target_hash = ${assertion}.hash AND governing.recorded_at <= ${moment}
  ORDER BY governing.type = 'Refinement', governing.recorded_at DESC, governing.hash LIMIT 1)`;
