import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { toProblem } from '@stemedb/platform/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toDomainError } from './http-error.rules';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The one place that turns an error into an answer: RFC 9457 problem details, whatever was thrown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toDomainError(thrown);
  if (error.status === 500) request.log.error({ err: error.options.cause ?? error }, 'request failed');
  else if (error.status > 500) request.log.warn({ code: error.code, err: error.options.cause }, error.message);
  reply.request.problemCode = error.code;
  if (reply.sent) return;
  // A handler's own header speaks of the answer that it did not give.
  reply.header('cache-control', 'no-store');
  if (error.options.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.options.retryAfterSeconds));
  if (error.options.headers) reply.headers(error.options.headers);
  const path = request.url.split('?', 1)[0] ?? request.url;
  void reply.status(error.status).type(PROBLEM_MEDIA_TYPE).send(toProblem(error, path, request.id));
}
