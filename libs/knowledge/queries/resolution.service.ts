import { Inject, Injectable } from '@nestjs/common';
import { type LensAnswers, type LensName, type Resolution, resolve } from '@stemedb/knowledge/lenses';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { DomainError } from '@stemedb/platform/errors';
import type { Moment } from '@stemedb/platform/time';
import { CandidateRepository, type Found } from './candidate.repository';
import { QUERY_ERRORS } from './query.errors';
import { type Answer, answerOf, type Asked, frameOf } from './resolution.rules';

const CONSTRAINT_PREDICATES = ['must_use', 'forbidden'] as const;

type Parameters = Asked['parameters'];

type Question = Pick<Asked, 'subject' | 'predicate' | 'parameters'>;

/** What a query without parameters means. */
const PLAIN_PARAMETERS = { include_superseded: false, resolve_aliases: true, visual_threshold: 0, decay: 'on' } as const;

/** A pair as it would be answered, were some of its claims to fall. */
export interface Supposition {
  readonly subject: string;
  readonly predicate: string;
  readonly lens: Exclude<LensName, 'constraints' | 'epoch'>;
  /** Undefined is the present. */
  readonly asOf: Moment | undefined;
  /** Hashes of the claims that would be invalidated. */
  readonly invalidated: ReadonlySet<string>;
}

export type Outcome = Pick<Resolution, 'winner' | 'conflict_score' | 'status'>;

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

  /**
   * What a pair's answer is, and what it would be without some of its claims.
   *
   * @throws DomainError as_of_in_future, too_many_candidates (422)
   */
  async whatIf(namespace: string, supposition: Supposition): Promise<{ before: Outcome; after: Outcome }> {
    const { subject, predicate, lens, asOf, invalidated } = supposition;
    const parameters = { ...PLAIN_PARAMETERS, as_of: asOf };
    const question = { subject, predicate, parameters };
    const found = await this.find(namespace, question, [predicate]);
    const frame = frameOf({ ...question, ...found });
    const fallen = found.candidates.map((candidate) => ({
      ...candidate,
      invalidated: invalidated.has(candidate.hash) ? 'source_retracted' : candidate.invalidated,
    }));
    return { before: outcomeOf(resolve(lens, found.candidates, frame)), after: outcomeOf(resolve(lens, fallen, frame)) };
  }

  private async answer<Lens extends LensName>(
    namespace: string,
    lens: Lens,
    question: Question,
    predicates: readonly string[],
  ): Promise<Answer<Lens>> {
    const found = await this.find(namespace, question, predicates);
    const asked: Asked = { ...question, ...found };
    const resolution = resolve(lens, found.candidates, frameOf(asked)) as LensAnswers[Lens];
    return answerOf(asked, found.candidates, resolution);
  }

  private async find(namespace: string, question: Question, predicates: readonly string[]): Promise<Found> {
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

function outcomeOf({ winner, conflict_score, status }: Resolution): Outcome {
  return { winner, conflict_score, status };
}
