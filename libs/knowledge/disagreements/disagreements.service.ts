import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DISAGREEMENT_CLASSES, type DisagreementClass } from '@stemedb/knowledge/lenses';
import { Projector } from '@stemedb/knowledge/projections';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import type { DisagreementPairParameters, DisagreementsParameters } from './disagreement.schema';
import { PairResolver } from './pair.resolver';
import { STANDING_FOLLOWER } from './standing.follower';
import { type ListedStanding, StandingRepository } from './standing.repository';
import { linkTo, type Side, type Standing } from './standing.rules';

/** The moment of the first page, then the place of the last pair. */
const isScore = (part: string): boolean => /^\d(\.\d{1,20})?(e-\d{1,3})?$/.test(part);
const SORT_KEY = [CURSOR_PART.moment, isScore, CURSOR_PART.text, CURSOR_PART.text];

export interface DisagreementPage {
  readonly as_of: Moment;
  /** Of all pairs below the prefix, whatever class the list is of. */
  readonly counts: Readonly<Record<DisagreementClass, number>>;
  readonly items: readonly ListedStanding[];
  readonly next_cursor: string | null;
}

export interface DisagreementPair extends Standing {
  readonly as_of: Moment;
  readonly subject: string;
  readonly predicate: string;
  readonly sides: readonly Side[];
  readonly links: { readonly skeptic: string; readonly layered: string };
}

/** What the claims of a namespace disagree on. */
@Injectable()
export class DisagreementsService {
  constructor(
    private readonly projector: Projector,
    private readonly repository: StandingRepository,
    private readonly pairs: PairResolver,
  ) {}

  /** @throws DomainError validation_failed for a cursor of another list, as_of_in_future, projection_behind */
  async list(namespace: string, parameters: DisagreementsParameters): Promise<DisagreementPage> {
    const { class: wanted, subject_prefix: subjectPrefix, limit } = parameters;
    const fingerprint = fingerprintOf(namespace, parameters);
    const key = parameters.cursor === undefined ? undefined : decodeCursor(parameters.cursor, fingerprint, SORT_KEY);
    const asOf = await this.projector.settle(namespace, STANDING_FOLLOWER, key?.[0] ?? parameters.as_of);
    const [, conflictScore = '', subject = '', predicate = ''] = key ?? [];
    const position = key && { conflictScore, subject, predicate };
    const { counts, standings } = await this.repository.list(namespace, asOf, { subjectPrefix, class: wanted }, position, limit);
    const last = standings.length > limit ? standings[limit - 1] : undefined;
    return {
      as_of: asOf,
      counts: countsOf(counts),
      items: standings.slice(0, limit),
      next_cursor: last ? encodeCursor(fingerprint, [asOf, String(last.conflict_score), last.subject, last.predicate]) : null,
    };
  }

  /** @throws DomainError as_of_in_future, too_many_candidates (422) */
  async pair(namespace: string, parameters: DisagreementPairParameters): Promise<DisagreementPair> {
    const { subject, predicate, as_of } = parameters;
    const { asOf, standing, sides } = await this.pairs.resolve(namespace, subject, predicate, as_of);
    const links = { skeptic: linkTo('skeptic', subject, predicate, asOf), layered: linkTo('layered', subject, predicate, asOf) };
    return { as_of: asOf, subject, predicate, ...standing, sides, links };
  }
}

function countsOf(rows: readonly { class: DisagreementClass; count: number }[]): DisagreementPage['counts'] {
  const known = new Map(rows.map((row) => [row.class, row.count]));
  return Object.fromEntries(DISAGREEMENT_CLASSES.map((name) => [name, known.get(name) ?? 0])) as Record<DisagreementClass, number>;
}

/** Everything that decides which pairs a list holds. */
function fingerprintOf(namespace: string, { limit: _limit, cursor: _cursor, ...rest }: DisagreementsParameters): string {
  return createHash('sha256').update(JSON.stringify(['disagreements', namespace, rest])).digest('base64url').slice(0, 16);
}
