import { Inject, Injectable } from '@nestjs/common';
import { type LensAnswers, type LensName, resolve } from '@stemedb/knowledge/lenses';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { DomainError } from '@stemedb/platform/errors';
import { CandidateRepository } from './candidate.repository';
import type { FoundCandidate } from './found-candidate';
import { HorizonService } from './horizon.service';
import { QUERY_ERRORS } from './query.errors';
import { type Answer, answerOf, type Asked, frameOf } from './resolution.rules';

const CONSTRAINT_PREDICATES = ['must_use', 'forbidden'] as const;

type Parameters = Asked['parameters'];

/** Resolves the claims of a subject through a lens. */
@Injectable()
export class ResolutionService {
  constructor(
    private readonly candidates: CandidateRepository,
    private readonly horizon: HorizonService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws DomainError as_of_in_future, too_many_candidates (422) */
  resolve<Lens extends LensName>(
    namespace: string,
    lens: Lens,
    subject: string,
    predicate: string | undefined,
    parameters: Parameters,
  ): Promise<Answer<Lens>> {
    const predicates = lens === 'constraints' ? CONSTRAINT_PREDICATES : [predicate ?? ''];
    return this.answer(namespace, lens, { subject, predicate: predicate ?? null, parameters }, predicates);
  }

  private async answer<Lens extends LensName>(
    namespace: string,
    lens: Lens,
    question: Omit<Asked, 'asOf'>,
    predicates: readonly string[],
  ): Promise<Answer<Lens>> {
    const asOf = await this.horizon.settle(namespace, question.parameters.as_of);
    const asked: Asked = { ...question, asOf };
    const found = await this.find(namespace, asked, predicates);
    const resolution = resolve(lens, found, frameOf(asked)) as LensAnswers[Lens];
    return answerOf(asked, found, resolution);
  }

  private async find(namespace: string, asked: Asked, predicates: readonly string[]): Promise<FoundCandidate[]> {
    const most = this.config.STEMEDB_LENS_MAX_CANDIDATES;
    const { subject, asOf, parameters } = asked;
    const found = await this.candidates.find(namespace, { subject, predicates, asOf, filter: parameters }, most + 1);
    if (found.length <= most) return found;
    throw new DomainError(
      QUERY_ERRORS.too_many_candidates,
      `More than ${most} claims stand for this pair; narrow it down with a filter, or raise STEMEDB_LENS_MAX_CANDIDATES`,
    );
  }
}
