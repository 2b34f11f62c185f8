import type { Role } from './api-key.rules';

/** Who calls, as proved by the API key of the request. */
export interface Principal {
  readonly keyId: string;
  readonly role: Role;
  /** The namespace this request works in. */
  readonly namespace: string;
  /** Agents this key may act for; empty permits all. */
  readonly agentIds: readonly string[];
}
