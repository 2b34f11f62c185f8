import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiKeyService } from './api-key.service';
import type { Principal } from './principal';

const PROTECTED_PREFIX = '/v1/';
const BEARER = /^Bearer +(\S+)$/i;

/**
 * Proves who calls before a byte of the body is read, so that nobody without a key can make the server parse one. What
 * the caller may do is decided by `RoleGuard`.
 */
@Injectable()
export class Authentication {
  constructor(private readonly keys: ApiKeyService) {}

  watch(instance: FastifyInstance): void {
    instance.addHook('onRequest', async (request) => {
      if (!request.routeOptions.url?.startsWith(PROTECTED_PREFIX)) return;
      request.principal = await this.prove(request);
    });
  }

  /**
   * Proves it anew, for answers that go on longer than a key may be believed.
   *
   * @throws DomainError unauthenticated (401), namespace_forbidden (403), validation_failed (400)
   */
  prove(request: FastifyRequest): Promise<Principal> {
    return this.keys.authenticate(presentedKey(request), header(request, 'x-namespace'), request.ip);
  }
}

/** The key as sent, undefined where none was. */
export function presentedKey(request: FastifyRequest): string | undefined {
  const bearer = BEARER.exec(header(request, 'authorization') ?? '');
  return header(request, 'x-api-key') ?? bearer?.[1];
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
