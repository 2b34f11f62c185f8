import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import type { FastifyRequest } from 'fastify';

/** Refuses query parameters on a route that takes none; a route that takes some names the unknown ones by its schema. */
@Injectable()
export class QueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query, routeOptions } = context.switchToHttp().getRequest<FastifyRequest>();
    const names = Object.keys(query as object);
    if (names.length === 0 || !routeOptions.url?.startsWith('/v1/') || takesQuery(context)) return true;
    const errors = names.map((path) => ({ path, message: 'unknown field' }));
    throw new DomainError(PLATFORM_ERRORS.validation_failed, `Not valid: ${names.slice(0, 5).join(', ')}`, { errors });
  }
}

function takesQuery(context: ExecutionContext): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as object | undefined;
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}
