import { Inject, Injectable } from '@nestjs/common';
import { type LensAnswers, type LensName, resolve } from '@stemedb/knowledge/lenses';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { DomainError } from '@stemedb/platform/errors';
import { CandidateRepository, type Found } from './candidate.repository';
import { QUERY_ERRORS } from './query.errors';
import { type Answer, answerOf, type Asked, frameOf } from './resolution.rules';

const CONSTRAINT_PREDICATES = ['must_use', 'forbidden'] as const;

type Parameters = Asked['parameters'];

/** Resolves the claims of a subject through a lens. */
@Injectable()
export class ResolutionService {
  constructor(
    private readonly candidates: CandidateRepository,
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
    const { asOf, candidates } = await this.find(namespace, question, predicates);
    const asked: Asked = { ...question, asOf };
    const resolution = resolve(lens, candidates, frameOf(asked)) as LensAnswers[Lens];
    return answerOf(asked, candidates, resolution);
  }

  private async find(namespace: string, question: Omit<Asked, 'asOf'>, predicates: readonly string[]): Promise<Found> {
    const most = this.config.STEMEDB_LENS_MAX_CANDIDATES;
    const { subject, parameters } = question;
    const asked = { subject, predicates, asOf: parameters.as_of, filter: parameters };
    const found = await this.candidates.find(namespace, asked, most + 1);
    if (found.candidates.length <= most) return found;
    throw new DomainError(
      QUERY_ERRORS.too_many_candidates,
      `More than ${most} claims stand for this pair; narrow it down with a filter, or raise STEMEDB_LENS_MAX_CANDIDATES`,
    );
  }
}
