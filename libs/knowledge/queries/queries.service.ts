import { Injectable } from '@nestjs/common';
import { AuditLog, type Reader } from '@stemedb/access/audit';
import type { LensName } from '@stemedb/knowledge/lenses';
import { jsonWith, noteJson } from '@stemedb/platform/http';
import type { ClaimPage } from './claim-list.service';
import { type Answered, QueryAnswers } from './query-answers.service';
import { type QueryEndpoint, QueryMetrics } from './query.metrics';
import { QUERY_PATHS } from './query.replayer';
import type { ConstraintsParameters, PairParameters, QueryParameters } from './query.schema';
import type { Answer } from './resolution.rules';

type AnyAnswer = Answer<LensName> | ClaimPage;

/** An answer under the id of its audit. */
export type Audited<T> = Omit<T, 'audit_id'> & { readonly audit_id: string };

/** The parameters of a question, and what is asked of which lens. */
interface Question {
  readonly endpoint: QueryEndpoint;
  readonly lens: LensName | undefined;
  readonly query: QueryParameters | PairParameters | ConstraintsParameters;
}

/** What the reading endpoints answer, measured and audited. */
@Injectable()
export class QueriesService {
  constructor(
    private readonly answers: QueryAnswers,
    private readonly metrics: QueryMetrics,
    private readonly audits: AuditLog,
  ) {}

  query(reader: Reader, query: QueryParameters): Promise<Audited<Answer<LensName> | ClaimPage>> {
    const lens = query.subject === undefined ? undefined : query.lens;
    return this.audited(reader, { endpoint: 'query', lens, query }, () => this.answers.query(reader.namespace, query));
  }

  skeptic(reader: Reader, query: PairParameters): Promise<Audited<Answer<'skeptic'>>> {
    return this.audited(reader, { endpoint: 'skeptic', lens: 'skeptic', query }, () => this.answers.pair('skeptic', reader.namespace, query));
  }

  layered(reader: Reader, query: PairParameters): Promise<Audited<Answer<'layered'>>> {
    return this.audited(reader, { endpoint: 'layered', lens: 'layered', query }, () => this.answers.pair('layered', reader.namespace, query));
  }

  constraints(reader: Reader, query: ConstraintsParameters): Promise<Audited<Answer<'constraints'>>> {
    return this.audited(reader, { endpoint: 'constraints', lens: 'constraints', query }, () => this.answers.constraints(reader.namespace, query));
  }

  /** Answers when the audit is durable, so that no answer is ever given that has left none. */
  private audited<T extends AnyAnswer>(reader: Reader, question: Question, answer: () => Promise<Answered<T>>): Promise<Audited<T>> {
    const { endpoint, lens } = question;
    const work = async (): Promise<Audited<T>> => {
      const started = performance.now();
      const answered = await answer();
      const { id, durable } = this.remember(reader, question, answered, performance.now() - started);
      await durable;
      return underAudit(answered, id);
    };
    return this.metrics.measure(endpoint, lens ?? 'none', work, considered as (audited: Audited<T>) => number);
  }

  private remember(reader: Reader, { endpoint, lens, query }: Question, { answer, remembered }: Answered<AnyAnswer>, durationMs: number) {
    return this.audits.append(reader.namespace, {
      ...remembered,
      path: QUERY_PATHS[endpoint],
      parameters: query,
      keyId: reader.keyId,
      agentId: reader.agentId,
      subject: query.subject,
      lens,
      asOf: answer.as_of,
      durationMs,
    });
  }
}

/** The text was written for the digest; what is not in it comes behind. */
function underAudit<T extends AnyAnswer>({ answer, remembered }: Answered<T>, id: string): Audited<T> {
  const further = 'next_cursor' in answer ? { next_cursor: answer.next_cursor, audit_id: id } : { audit_id: id };
  return noteJson({ ...answer, audit_id: id }, jsonWith(remembered.text, further));
}

function considered(answer: Omit<AnyAnswer, 'audit_id'>): number {
  if ('items' in answer) return (answer as ClaimPage).items.length;
  const { candidates_total, excluded } = answer as Answer<LensName>;
  return candidates_total + excluded.length;
}
