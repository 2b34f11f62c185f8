import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AnswerMark, type AuditedQuery, type AuditReplayer, AuditReplayers } from '@stemedb/access/audit';
import type { Moment } from '@stemedb/platform/time';
import { QueryAnswers } from './query-answers.service';
import { constraintsSchema, pairSchema, querySchema } from './query.schema';

/** The routes whose answers leave an audit, as the API document writes them. */
export const QUERY_PATHS = {
  query: '/v1/query',
  skeptic: '/v1/skeptic',
  layered: '/v1/layered',
  constraints: '/v1/constraints',
} as const;

/** Asks audited questions again. */
@Injectable()
export class QueryReplayer implements AuditReplayer, OnModuleInit {
  constructor(
    private readonly answers: QueryAnswers,
    private readonly replayers: AuditReplayers,
  ) {}

  onModuleInit(): void {
    for (const path of Object.values(QUERY_PATHS)) this.replayers.register(path, this);
  }

  async replay(namespace: string, { path, parameters }: AuditedQuery, asOf: Moment | undefined): Promise<AnswerMark> {
    const { remembered } = await this.ask(namespace, path, asked(parameters, asOf));
    const { digest, substance, winner } = remembered;
    return { digest, substance: substance(), winner };
  }

  /** The schemas fill in what the question of an earlier version could not say. */
  private ask(namespace: string, path: string, parameters: Parameters) {
    switch (path) {
      case QUERY_PATHS.skeptic:
        return this.answers.pair('skeptic', namespace, pairSchema.parse(parameters));
      case QUERY_PATHS.layered:
        return this.answers.pair('layered', namespace, pairSchema.parse(parameters));
      case QUERY_PATHS.constraints:
        return this.answers.constraints(namespace, constraintsSchema.parse(parameters));
      default:
        return this.answers.query(namespace, querySchema.parse(parameters));
    }
  }
}

type Parameters = Record<string, string | string[]>;

/**
 * The question as a query string says it, of another moment. A page behind a cursor stays in the moment of its first
 * page, whenever it is asked for.
 */
function asked(parameters: AuditedQuery['parameters'], asOf: Moment | undefined): Parameters {
  const { as_of: earlier, ...rest } = parameters;
  const moment = parameters['cursor'] === undefined ? asOf : earlier;
  const given = Object.entries({ ...rest, ...(moment === undefined ? {} : { as_of: moment }) });
  return Object.fromEntries(given.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]));
}
