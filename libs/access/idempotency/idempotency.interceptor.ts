import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { presentedKey } from '@stemedb/access/api-keys';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { IdempotencyService, type NamedRequest, type Turn } from './idempotency.service';
import { isIdempotencyKey, requestDigest } from './sealed-answer.rules';

const HEADER = 'idempotency-key';
const REPLAYED_HEADER = 'idempotency-replayed';

/**
 * Stands before the handlers that ask for it alone: between the guards, so that only who may ask at all is answered, and
 * the validation, whose refusals are never kept.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly requests: IdempotencyService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const named = namedRequest(request);
    if (!named) return next.handle();
    const begun = await this.requests.begin(named);
    if ('claimId' in begun) return of(await this.perform(begun, next, reply));
    void reply.status(begun.status).header(REPLAYED_HEADER, 'true');
    return of(begun.body);
  }

  private async perform(turn: Turn, next: CallHandler, reply: FastifyReply): Promise<unknown> {
    let body: unknown;
    try {
      body = await lastValueFrom(next.handle());
    } catch (error) {
      await this.requests.release(turn);
      throw error;
    }
    await this.requests.keep(turn, { status: reply.statusCode, body });
    return body;
  }
}

function namedRequest(request: FastifyRequest): NamedRequest | undefined {
  const idempotencyKey = request.headers[HEADER];
  const { principal, method, url, body } = request;
  const apiKey = presentedKey(request);
  if (idempotencyKey === undefined || !principal || !apiKey) return undefined;
  if (typeof idempotencyKey !== 'string' || !isIdempotencyKey(idempotencyKey)) {
    const message = 'expected 1 to 255 printable ASCII characters';
    throw new DomainError(PLATFORM_ERRORS.validation_failed, `Idempotency-Key: ${message}`, { errors: [{ path: 'Idempotency-Key', message }] });
  }
  return {
    namespace: principal.namespace,
    keyId: principal.keyId,
    idempotencyKey,
    route: `${method} ${request.routeOptions.url ?? url}`,
    digest: requestDigest(url, body),
    apiKey,
  };
}
