import { Injectable } from '@nestjs/common';
import type { LensName } from '@stemedb/knowledge/lenses';
import { type ClaimPage, ClaimListService } from './claim-list.service';
import { rememberPage, type Remembered, rememberResolution } from './query-mark.rules';
import type { ConstraintsParameters, PairParameters, QueryParameters } from './query.schema';
import type { Answer, Asked } from './resolution.rules';
import { ResolutionService } from './resolution.service';

/** An answer, and what is to be remembered of it. */
export interface Answered<T> {
  readonly answer: T;
  readonly remembered: Remembered;
}

/** Answers questions; neither measured nor audited, so that an audited one can be asked again. */
@Injectable()
export class QueryAnswers {
  constructor(
    private readonly resolutions: ResolutionService,
    private readonly lists: ClaimListService,
  ) {}

  query(namespace: string, query: QueryParameters): Promise<Answered<Answer<LensName> | ClaimPage>> {
    const { lens, subject, predicate } = query;
    if (lens === undefined || subject === undefined) return this.list(namespace, query);
    return this.resolve(namespace, lens, subject, predicate, query);
  }

  pair<Lens extends 'skeptic' | 'layered'>(lens: Lens, namespace: string, query: PairParameters): Promise<Answered<Answer<Lens>>> {
    return this.resolve(namespace, lens, query.subject, query.predicate, query);
  }

  constraints(namespace: string, query: ConstraintsParameters): Promise<Answered<Answer<'constraints'>>> {
    return this.resolve(namespace, 'constraints', query.subject, undefined, query);
  }

  private async list(namespace: string, query: QueryParameters): Promise<Answered<ClaimPage>> {
    const page = await this.lists.list(namespace, query);
    return { answer: page, remembered: rememberPage(page) };
  }

  /** Every candidate is remembered, however few were asked to be listed. */
  private async resolve<Lens extends LensName>(
    namespace: string,
    lens: Lens,
    subject: string,
    predicate: string | undefined,
    { limit, ...parameters }: Asked['parameters'],
  ): Promise<Answered<Answer<Lens>>> {
    const whole = await this.resolutions.resolve(namespace, lens, subject, predicate, parameters);
    const answer = limit === undefined ? whole : { ...whole, candidates: whole.candidates.slice(0, limit) };
    return { answer, remembered: rememberResolution(answer as Answer<LensName>, whole as Answer<LensName>) };
  }
}
