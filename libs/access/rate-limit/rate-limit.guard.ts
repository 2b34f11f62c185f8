import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerRequest } from '@nestjs/throttler';
import { DomainError } from '@stemedb/platform/errors';
import { IS_PUBLIC } from '@stemedb/platform/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RATE_LIMIT_ERRORS } from './rate-limit.errors';

/** Limits each API key by route class and tells it where it stands, in the fields of the IETF draft. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]) ?? false;
  }

  protected override async handleRequest(props: ThrottlerRequest): Promise<boolean> {
    const name = props.throttler.name ?? 'default';
    const http = props.context.switchToHttp();
    const keyId = http.getRequest<FastifyRequest>().principal?.keyId ?? 'anonymous';
    const record = await this.storageService.increment(`${name}:${keyId}`, props.ttl, props.limit, props.ttl, name);
    const remaining = Math.max(0, props.limit - record.totalHits);
    const reply = http.getResponse<FastifyReply>();
    reply.header('ratelimit-policy', `"${name}";q=${props.limit};w=${props.ttl / 1_000}`);
    reply.header('ratelimit', `"${name}";r=${remaining};t=${record.timeToExpire}`);
    if (!record.isBlocked) return true;
    throw new DomainError(RATE_LIMIT_ERRORS.rate_limited, `More than ${props.limit} ${name} a minute with this API key`, {
      retryAfterSeconds: Math.max(1, record.timeToBlockExpire),
    });
  }
}
