import { randomBytes, randomUUID } from 'node:crypto';
import { hashKey, keyPrefix, type Role } from '@stemedb/access/api-keys';
import { withClient } from '@stemedb/platform/database';
import type { TestApp } from './test-app';

export interface KeyOptions {
  readonly role?: Role;
  /** `*` is for admins, who then choose with X-Namespace. */
  readonly namespace?: string;
  /** Agents that the key may act for; none is all. */
  readonly agentIds?: readonly string[];
  readonly expiresAt?: Date;
  readonly disabledAt?: Date;
  readonly revokedAt?: Date;
  /** Until when a replaced key goes on working. */
  readonly graceUntil?: Date;
  /** The key itself, random unless given. */
  readonly key?: string;
}

const INSERT = `
  INSERT INTO api_key (namespace, id, name, role, prefix, secret_hash, agent_ids, expires_at, disabled_at, revoked_at, grace_until)
  VALUES ($1, $2, 'test key', $3, $4, $5, $6, $7, $8, $9, $10)`;

export function randomKey(): string {
  return `steme_test_${randomBytes(24).toString('hex')}`;
}

/** Stores a key behind the server's back and answers with its secret. */
export async function createKey({ database }: Pick<TestApp, 'database'>, options: KeyOptions = {}): Promise<string> {
  const { role = 'write_agent', namespace = 'default', agentIds = [], key = randomKey() } = options;
  const { expiresAt = null, disabledAt = null, revokedAt = null, graceUntil = null } = options;
  const values = [namespace, randomUUID(), role, keyPrefix(key), hashKey(key), agentIds, expiresAt, disabledAt, revokedAt, graceUntil];
  await withClient(database.adminUrl, (client) => client.query(INSERT, values));
  return key;
}
