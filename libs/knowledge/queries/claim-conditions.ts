import { hex, tierOf } from '@stemedb/knowledge/assertions';
import { lifecycleAt } from '@stemedb/knowledge/lifecycle';
import { sourceStatusAt } from '@stemedb/knowledge/sources';
import { supersessionAt } from '@stemedb/knowledge/supersessions';
import { AS_OF } from '@stemedb/platform/database';
import { type Moment, secondsOf } from '@stemedb/platform/time';
import type { FilterParameters } from './query.schema';

/** What became of the assertion `a` up to the moment of the read: the columns of a StateRow. */
export const STATE_COLUMNS = `${lifecycleAt('a', AS_OF)} AS state, ${supersessionAt('a', AS_OF)} AS superseded_by,
  ${sourceStatusAt('a.namespace', 'a.source_hash', AS_OF)} AS source_status`;

/**
 * What holds the assertion `a` back at a moment, for EXISTS: a claim stays out of sight from the moment it was held until the
 * moment it was approved.
 *
 * @param moment SQL expression
 */
export const holdAt = (moment: string): string => `
  SELECT FROM quarantine q WHERE q.namespace = a.namespace AND q.subject_key = a.subject_key AND q.assertion_hash = a.hash
    AND (q.decision IS DISTINCT FROM 'approved' OR q.decided_at > ${moment})`;

/** Collects conditions and their values. */
export class Conditions {
  readonly texts: string[] = [];
  readonly values: unknown[] = [];

  /** Each `?` stands for the next value. */
  add(text: string, ...values: readonly unknown[]): void {
    let next = 0;
    this.texts.push(text.replace(/\?/g, () => this.place(values[next++])));
  }

  /** Where a value stands in the statement. */
  place(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** Filters that mean the same wherever claims are listed or found. */
export type ClaimFilters = Pick<FilterParameters, 'epoch' | 'lifecycle' | 'source_class' | 'min_confidence' | 'valid_at' | 'agent_id'>;

/** Adds the conditions of the filters on the assertion `a`. */
export function addClaimFilters(where: Conditions, filters: ClaimFilters): void {
  if (filters.epoch !== undefined) where.add('a.epoch = ?', filters.epoch);
  // Nobody can tell how many have reached a state; coalesce keeps PostgreSQL from taking them for so few that it reads all.
  if (filters.lifecycle !== undefined) where.add(`coalesce(${lifecycleAt('a', AS_OF)} = ?, false)`, filters.lifecycle);
  if (filters.source_class !== undefined) where.add('a.source_class = ANY(?::smallint[])', filters.source_class.map(tierOf));
  if (filters.min_confidence !== undefined) where.add('a.confidence >= ?', filters.min_confidence);
  if (filters.valid_at !== undefined && filters.valid_at !== 'any') addValidity(where, filters.valid_at);
  if (filters.agent_id === undefined) return;
  where.add(
    `EXISTS (SELECT FROM assertion_signature s WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key
      AND s.assertion_hash = a.hash AND s.agent_id = ? AND s.recorded_at <= ${AS_OF})`,
    hex(filters.agent_id),
  );
}

function addValidity(where: Conditions, validAt: Moment): void {
  const seconds = Math.floor(secondsOf(validAt));
  where.add('(a.valid_from IS NULL OR a.valid_from <= ?) AND (a.valid_to IS NULL OR a.valid_to > ?)', seconds, seconds);
}
