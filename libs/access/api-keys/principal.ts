import type { Role } from './api-key.rules';

/** Who calls, as proved by the API key of the request. */
export interface Principal {
  readonly keyId: string;
  readonly role: Role;
  /** The namespace this request works in. */
  readonly namespace: string;
  /** Agents this key may act for; empty permits all. */
  readonly agentIds: readonly string[];
  /** Whether the key is bound to no namespace and has chosen this one. */
  readonly everyNamespace?: boolean;
  /** The class of rate limits that the key is counted in. */
  readonly rateClass?: string;
  /** The key's own quota; null or absent is that of everybody. */
  readonly quotaTokensPerHour?: number | null;
}
