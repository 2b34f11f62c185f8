import { Injectable } from '@nestjs/common';
import type { LensName } from '@stemedb/knowledge/lenses';
import { type ClaimPage, ClaimListService } from './claim-list.service';
import { QueryMetrics } from './query.metrics';
import type { ConstraintsParameters, PairParameters, QueryParameters } from './query.schema';
import type { Answer } from './resolution.rules';
import { ResolutionService } from './resolution.service';

const considered = (answer: Answer<LensName>): number => answer.candidates_total + answer.excluded.length;

/** What the reading endpoints answer, measured. */
@Injectable()
export class QueriesService {
  constructor(
    private readonly resolutions: ResolutionService,
    private readonly lists: ClaimListService,
    private readonly metrics: QueryMetrics,
  ) {}

  query(namespace: string, query: QueryParameters): Promise<Answer<LensName> | ClaimPage> {
    const { lens, subject, predicate } = query;
    if (lens === undefined || subject === undefined) {
      return this.metrics.measure('query', 'none', () => this.lists.list(namespace, query), (page) => page.items.length);
    }
    return this.metrics.measure('query', lens, () => this.resolutions.resolve(namespace, lens, subject, predicate, query), considered);
  }

  skeptic(namespace: string, query: PairParameters): Promise<Answer<'skeptic'>> {
    return this.pair('skeptic', namespace, query);
  }

  layered(namespace: string, query: PairParameters): Promise<Answer<'layered'>> {
    return this.pair('layered', namespace, query);
  }

  constraints(namespace: string, query: ConstraintsParameters): Promise<Answer<'constraints'>> {
    const resolve = () => this.resolutions.resolve(namespace, 'constraints', query.subject, undefined, query);
    return this.metrics.measure('constraints', 'constraints', resolve, considered);
  }

  private pair<Lens extends 'skeptic' | 'layered'>(lens: Lens, namespace: string, query: PairParameters): Promise<Answer<Lens>> {
    const resolve = () => this.resolutions.resolve(namespace, lens, query.subject, query.predicate, query);
    return this.metrics.measure<Answer<Lens>>(lens, lens, resolve, considered as (answer: Answer<Lens>) => number);
  }
}
