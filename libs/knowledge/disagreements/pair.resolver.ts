import { Injectable } from '@nestjs/common';
import type { Resolution } from '@stemedb/knowledge/lenses';
import { ResolutionService } from '@stemedb/knowledge/queries';
import type { Moment } from '@stemedb/platform/time';
import { sidesOf, standingOf, type Side, type Standing } from './standing.rules';

/** Superseded epochs are left out: a disagreement that only they kept alive is settled. A pair stands for itself, without its aliases. */
const PARAMETERS = { include_superseded: false, resolve_aliases: false, visual_threshold: 0, decay: 'on', inner_lens: 'skeptic' } as const;

export interface ResolvedPair {
  readonly asOf: Moment;
  readonly standing: Standing;
  readonly sides: readonly Side[];
}

/** Works out how one pair stands at a moment. */
@Injectable()
export class PairResolver {
  constructor(private readonly resolutions: ResolutionService) {}

  /** @throws DomainError as_of_in_future, too_many_candidates (422) */
  async resolve(namespace: string, subject: string, predicate: string, asOf: Moment | undefined): Promise<ResolvedPair> {
    const answer = await this.resolutions.resolve(namespace, 'epoch', subject, predicate, { ...PARAMETERS, as_of: asOf });
    const skeptic = answer as unknown as Resolution;
    return { asOf: answer.as_of, standing: standingOf(skeptic), sides: sidesOf(skeptic) };
  }
}
