import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { namedAgent } from './quota.rules';
import { lensesNamed, queryTokens } from './quota-cost.rules';
import { Quotas } from './quotas.service';
import { meterOf } from './request-meter';

const LENSES = 'stemedb:quota-lenses';

/** A handler that answers a query: through so many lenses, or through those that the query names. */
export const CostsQuery = (lenses: number | 'named') => SetMetadata(LENSES, lenses);

/** Lets readers pay before anything is read for them. */
@Injectable()
export class QuotaGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly quotas: Quotas,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const lenses = this.reflector.get<number | 'named' | undefined>(LENSES, context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (lenses === undefined || !request.principal) return true;
    const tokens = queryTokens(lenses === 'named' ? lensesNamed(request.query as Record<string, unknown>) : lenses);
    const meter = meterOf(request, http.getResponse<FastifyReply>());
    await this.quotas.chargeReader(request.principal, namedAgent(request.headers['x-agent-id']), tokens, meter);
    return true;
  }
}
