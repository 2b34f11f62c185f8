import { Injectable } from '@nestjs/common';
import { DEFAULT_NAMESPACE, EVERY_NAMESPACE, isNamespace } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import type { ApiKeyEntity } from './api-key.entity';
import { API_KEY_ERRORS } from './api-key.errors';
import { hashKey, isKeyText, isUsable, keyPrefix, matchesKey, type Role } from './api-key.rules';
import { ApiKeyRepository } from './api-key.repository';
import type { Principal } from './principal';

/** How long a key that was looked up is believed: a revoked key stops working everywhere within this time. */
const BELIEVED_MS = 1_000;
const MAX_CACHED_PREFIXES = 10_000;

interface Cached {
  readonly keys: Promise<readonly ApiKeyEntity[]>;
  readonly until: number;
}

@Injectable()
export class ApiKeyService {
  private readonly cache = new Map<string, Cached>();

  constructor(private readonly repository: ApiKeyRepository) {}

  /**
   * Proves who calls.
   *
   * @param presented the key as sent, undefined where none was
   * @param requestedNamespace the `X-Namespace` header
   * @throws DomainError unauthenticated (401), namespace_forbidden (403), validation_failed (400)
   */
  async authenticate(presented: string | undefined, requestedNamespace: string | undefined): Promise<Principal> {
    if (!presented) throw unauthenticated('Send an API key in X-API-Key or as Authorization: Bearer');
    if (!isKeyText(presented)) throw unauthenticated('The API key is not valid');
    const hash = hashKey(presented);
    const key = (await this.candidates(keyPrefix(presented))).find((candidate) => matchesKey(candidate, hash));
    if (!key || !isUsable(key, new Date())) throw unauthenticated('The API key is not valid');
    return {
      keyId: key.id,
      role: key.role as Role,
      namespace: chooseNamespace(key.namespace, requestedNamespace),
      agentIds: key.agentIds,
    };
  }

  private candidates(prefix: string): Promise<readonly ApiKeyEntity[]> {
    const now = Date.now();
    const cached = this.cache.get(prefix);
    if (cached && cached.until > now) return cached.keys;
    if (this.cache.size >= MAX_CACHED_PREFIXES) this.cache.clear();
    const keys = this.repository.findByPrefix(prefix);
    this.cache.set(prefix, { keys, until: now + BELIEVED_MS });
    keys.catch(() => this.cache.delete(prefix));
    return keys;
  }
}

/** A key bound to `*` chooses with the header; any other works in its own namespace only. */
function chooseNamespace(bound: string, requested: string | undefined): string {
  if (requested !== undefined && !isNamespace(requested)) {
    const message = 'expected 1 to 64 of a-z, 0-9 and -';
    throw new DomainError(PLATFORM_ERRORS.validation_failed, `X-Namespace: ${message}`, {
      errors: [{ path: 'X-Namespace', message }],
    });
  }
  if (bound === EVERY_NAMESPACE) return requested ?? DEFAULT_NAMESPACE;
  if (requested !== undefined && requested !== bound) {
    throw new DomainError(API_KEY_ERRORS.namespace_forbidden, 'This API key works in its own namespace only');
  }
  return bound;
}

function unauthenticated(detail: string): DomainError {
  return new DomainError(API_KEY_ERRORS.unauthenticated, detail, { headers: { 'www-authenticate': 'Bearer realm="stemedb"' } });
}
