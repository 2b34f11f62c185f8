import { Injectable } from '@nestjs/common';
import type { DisagreementClass } from '@stemedb/knowledge/lenses';
import type { ProjectionSession, Span } from '@stemedb/knowledge/projections';
import { Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { datedStandings, type Evaluation, firstMoments, type TouchedPair } from './standing-history.rules';
import type { Standing } from './standing.rules';
import {
  COUNT_STANDINGS,
  END_STANDINGS,
  FIND_COMMITS,
  FIND_TOUCHED,
  INSERT_STANDINGS,
  LIST_STANDINGS,
} from './standing.statements';

export interface ListedStanding extends Standing {
  readonly subject: string;
  readonly predicate: string;
  /** The commit that last touched the pair. */
  readonly evaluated_at: Moment;
}

export interface StandingFilter {
  readonly subjectPrefix: string | undefined;
  readonly class: DisagreementClass | undefined;
}

/** Where a page begins: behind this pair. */
export interface StandingPosition {
  readonly conflictScore: string;
  readonly subject: string;
  readonly predicate: string;
}

@Injectable()
export class StandingRepository {
  constructor(private readonly database: Database) {}

  /** The end of a step of so many commits. */
  async endOfStep(namespace: string, { after, upTo }: Span, commits: number): Promise<Moment> {
    const call = { statement: FIND_COMMITS, values: [namespace, after, upTo, commits] };
    const rows = await this.database.query<{ recorded_at: Moment }>('standing_commits', namespace, call);
    return rows.at(-1)?.recorded_at ?? upTo;
  }

  /** By moment. */
  findTouched(namespace: string, { after, upTo }: Span): Promise<TouchedPair[]> {
    const call = { statement: FIND_TOUCHED, values: [namespace, after, upTo] };
    return this.database.query<TouchedPair & Record<string, unknown>>('touched_pairs', namespace, call);
  }

  async write(session: ProjectionSession, namespace: string, evaluations: readonly Evaluation[]): Promise<void> {
    const first = firstMoments(evaluations);
    await session.query(END_STANDINGS, [
      namespace,
      first.map(({ pair }) => pair.subject_key),
      first.map(({ pair }) => pair.predicate_key),
      first.map(({ pair }) => pair.subject),
      first.map(({ pair }) => pair.predicate),
      first.map(({ pair }) => pair.moment),
    ]);
    await session.query(INSERT_STANDINGS, [namespace, JSON.stringify(datedStandings(evaluations))]);
  }

  /** A page of pairs with one row more, and how many there are of each class. */
  async list(namespace: string, asOf: Moment, filter: StandingFilter, after: StandingPosition | undefined, limit: number) {
    const prefix = filter.subjectPrefix ?? null;
    const place = [after?.conflictScore ?? null, after?.subject ?? null, after?.predicate ?? null];
    const { rows } = await this.database.readAt('standings', namespace, asOf, [
      { statement: COUNT_STANDINGS, values: [namespace, prefix] },
      { statement: LIST_STANDINGS, values: [namespace, prefix, filter.class ?? null, ...place, limit + 1] },
    ]);
    return { counts: rows[0] as { class: DisagreementClass; count: number }[], standings: rows[1] as unknown as ListedStanding[] };
  }
}
