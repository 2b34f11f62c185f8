import { Injectable } from '@nestjs/common';
import { DEFAULT_NAMESPACE, EVERY_NAMESPACE, isNamespace } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { AllowedNetworks } from './allowed-networks';
import type { ApiKeyEntity } from './api-key.entity';
import { API_KEY_ERRORS } from './api-key.errors';
import { hashKey, isKeyText, isUsable, keyPrefix, matchesKey, type Role } from './api-key.rules';
import { ApiKeyRepository } from './api-key.repository';
import { KeyUses } from './key-uses';
import type { Principal } from './principal';

/** How long a key that was looked up is believed: a revoked key stops working everywhere within this time. */
const BELIEVED_MS = 1_000;
const MAX_CACHED_PREFIXES = 10_000;

interface Candidate {
  readonly key: ApiKeyEntity;
  readonly networks: AllowedNetworks;
}

interface Cached {
  readonly keys: Promise<readonly Candidate[]>;
  readonly until: number;
}

@Injectable()
export class ApiKeyService {
  private readonly cache = new Map<string, Cached>();

  constructor(
    private readonly repository: ApiKeyRepository,
    private readonly uses: KeyUses,
  ) {}

  /**
   * Proves who calls. A key that is used from a network that it does not allow is refused like a wrong one: who has
   * stolen it learns nothing.
   *
   * @param presented the key as sent, undefined where none was
   * @param requestedNamespace the `X-Namespace` header
   * @param address the IP address that the request comes from
   * @throws DomainError unauthenticated (401), namespace_forbidden (403), validation_failed (400)
   */
  async authenticate(presented: string | undefined, requestedNamespace: string | undefined, address: string): Promise<Principal> {
    if (!presented) throw unauthenticated('Send an API key in X-API-Key or as Authorization: Bearer');
    if (!isKeyText(presented)) throw unauthenticated('The API key is not valid');
    const hash = hashKey(presented);
    const found = (await this.candidates(keyPrefix(presented))).find(({ key }) => matchesKey(key, hash));
    const now = new Date();
    if (!found || !isUsable(found.key, now) || !found.networks.admit(address)) throw unauthenticated('The API key is not valid');
    this.uses.note(found.key, now);
    return principalOf(found.key, requestedNamespace);
  }

  /** Looks the key up anew when it is next presented to this instance; the others do so within a second. */
  forget(prefix: string): void {
    this.cache.delete(prefix);
  }

  private candidates(prefix: string): Promise<readonly Candidate[]> {
    const now = Date.now();
    const cached = this.cache.get(prefix);
    if (cached && cached.until > now) return cached.keys;
    if (this.cache.size >= MAX_CACHED_PREFIXES) this.cache.clear();
    const keys = this.repository.findByPrefix(prefix).then((found) => found.map(candidateOf));
    this.cache.set(prefix, { keys, until: now + BELIEVED_MS });
    keys.catch(() => this.cache.delete(prefix));
    return keys;
  }
}

function candidateOf(key: ApiKeyEntity): Candidate {
  return { key, networks: new AllowedNetworks(key.allowedNetworks) };
}

function principalOf(key: ApiKeyEntity, requestedNamespace: string | undefined): Principal {
  return {
    keyId: key.id,
    role: key.role as Role,
    namespace: chooseNamespace(key.namespace, requestedNamespace),
    agentIds: key.agentIds,
    everyNamespace: key.namespace === EVERY_NAMESPACE,
    rateClass: key.rateClass,
    quotaTokensPerHour: key.quotaTokensPerHour,
  };
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
