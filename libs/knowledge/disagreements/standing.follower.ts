import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Follower, Projector, type Span, type Step } from '@stemedb/knowledge/projections';
import { QUERY_ERRORS } from '@stemedb/knowledge/queries';
import { DomainError } from '@stemedb/platform/errors';
import { PairResolver } from './pair.resolver';
import type { Evaluation, TouchedPair } from './standing-history.rules';
import { StandingRepository } from './standing.repository';

export const STANDING_FOLLOWER = 'pair_standing';

/** Steps are kept small: what a step found out is lost where another instance was faster. */
const COMMITS_OF_A_STEP = 20;
/** Few, so that the connections are there for requests. */
const PAIRS_AT_ONCE = 4;

/** Works out the standing of every pair that something happened to, as of each commit that did. */
@Injectable()
export class StandingFollower implements Follower, OnModuleInit {
  readonly name = STANDING_FOLLOWER;

  constructor(
    private readonly projector: Projector,
    private readonly repository: StandingRepository,
    private readonly pairs: PairResolver,
  ) {}

  onModuleInit(): void {
    this.projector.follow(this);
  }

  async next(namespace: string, span: Span): Promise<Step> {
    const reached = await this.repository.endOfStep(namespace, span, COMMITS_OF_A_STEP);
    const touched = await this.repository.findTouched(namespace, { after: span.after, upTo: reached });
    const evaluations: Evaluation[] = [];
    for (let index = 0; index < touched.length; index += PAIRS_AT_ONCE) {
      const some = touched.slice(index, index + PAIRS_AT_ONCE).map((pair) => this.evaluate(namespace, pair));
      evaluations.push(...(await Promise.all(some)).flat());
    }
    return {
      reached,
      write: async (session) => {
        if (evaluations.length > 0) await this.repository.write(session, namespace, evaluations);
      },
    };
  }

  /** Nothing where there are more claims than a lens may weigh: the standing stays what it was. */
  private async evaluate(namespace: string, pair: TouchedPair): Promise<Evaluation[]> {
    try {
      const { standing } = await this.pairs.resolve(namespace, pair.subject, pair.predicate, pair.moment);
      return [{ pair, standing }];
    } catch (error) {
      if (error instanceof DomainError && error.code === QUERY_ERRORS.too_many_candidates) return [];
      throw error;
    }
  }
}
