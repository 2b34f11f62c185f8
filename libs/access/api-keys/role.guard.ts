import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { IS_PUBLIC } from '@stemedb/platform/observability';
import type { FastifyRequest } from 'fastify';
import { API_KEY_ERRORS } from './api-key.errors';
import { type Role, roleIncludes } from './api-key.rules';
import type { Principal } from './principal';

const REQUIRED_ROLE = 'stemedb:role';

/** The least role that may call a handler (or all handlers of a controller). */
export const RequireRole = (role: Role) => SetMetadata(REQUIRED_ROLE, role);

/** Lets a request through only with a proved key of sufficient role. A handler that declares no role is closed. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, targets)) return true;
    const principal = context.switchToHttp().getRequest<FastifyRequest>().principal;
    if (!principal) throw new DomainError(API_KEY_ERRORS.unauthenticated, 'A valid API key is required');
    const required = this.reflector.getAllAndOverride<Role | undefined>(REQUIRED_ROLE, targets) ?? 'admin';
    if (!roleIncludes(principal.role, required)) {
      throw new DomainError(API_KEY_ERRORS.role_too_low, `This needs the role ${required}; the API key has ${principal.role}`);
    }
    return true;
  }
}

/** Injects the proved caller into a handler. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new DomainError(API_KEY_ERRORS.unauthenticated, 'A valid API key is required');
  return principal;
});

const AGENT_HEADER = 'x-agent-id';
const AGENT_ID = /^[0-9a-f]{64}$/;

/** Injects the agent that `X-Agent-Id` names, undefined where the header is absent. */
export const ActingAgent = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[AGENT_HEADER];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && AGENT_ID.test(value)) return value;
  const message = 'expected 64 lower-case hex digits';
  throw new DomainError(PLATFORM_ERRORS.validation_failed, `X-Agent-Id: ${message}`, { errors: [{ path: 'X-Agent-Id', message }] });
});
