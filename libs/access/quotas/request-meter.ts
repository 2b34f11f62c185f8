import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type QuotaStanding, tightest } from './quota.rules';

/** How large a request is, and where its answer says what is left. */
export class RequestMeter {
  private shown: QuotaStanding | undefined;

  constructor(
    readonly bodyBytes: number,
    private readonly reply: FastifyReply,
    private readonly whole?: RequestMeter,
  ) {}

  /** One item of a batch, which pays for its own bytes; the answer tells of the item that leaves the least. */
  part(bytes: number): RequestMeter {
    return new RequestMeter(bytes, this.reply, this);
  }

  show(standing: QuotaStanding): void {
    if (this.whole) return this.whole.show(standing);
    const shown = this.shown ? (tightest([standing, this.shown]) as QuotaStanding) : standing;
    this.shown = shown;
    void this.reply.headers({ 'x-quota-limit': shown.limit, 'x-quota-remaining': shown.remaining, 'x-quota-reset': shown.reset });
  }
}

/** The meter of a request. */
export function meterOf(request: FastifyRequest, reply: FastifyReply): RequestMeter {
  return new RequestMeter(request.bodyBytes ?? 0, reply);
}

/** Injects the meter of the request into a handler. */
export const Meter = createParamDecorator((_data: unknown, context: ExecutionContext): RequestMeter => {
  const http = context.switchToHttp();
  return meterOf(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});
