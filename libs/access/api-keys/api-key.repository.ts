import { Injectable } from '@nestjs/common';
import { Database, EVERY_NAMESPACE } from '@stemedb/platform/database';
import { ApiKeyEntity } from './api-key.entity';

/** A use of a key is written only where the last one that is known is older. */
const USE_INTERVAL = "interval '1 minute'";

/** The rows are locked in the order of their ids, so that two instances never wait for each other. */
const WRITE_USES = `
  UPDATE api_key SET last_used_at = used.at
  FROM (
    SELECT k.namespace, k.id, given.at FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS given (namespace, id, at)
    JOIN api_key k ON k.namespace = given.namespace AND k.id = given.id
    WHERE k.last_used_at IS NULL OR k.last_used_at <= given.at - ${USE_INTERVAL}
    ORDER BY k.id FOR UPDATE OF k) used
  WHERE api_key.namespace = used.namespace AND api_key.id = used.id`;

/** When a key was last used. */
export interface KeyUse {
  readonly namespace: string;
  readonly id: string;
  readonly at: Date;
}

/** One writer at a time decides whether the store still needs its first key. */
const FIRST_KEY_LOCK = 7_263_517_402;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  findByPrefix(prefix: string): Promise<ApiKeyEntity[]> {
    return this.database.manage('api_key_lookup', EVERY_NAMESPACE, (manager) => manager.findBy(ApiKeyEntity, { prefix }));
  }

  async writeUses(uses: readonly KeyUse[]): Promise<void> {
    const columns = [uses.map((use) => use.namespace), uses.map((use) => use.id), uses.map((use) => use.at)];
    await this.database.manage('api_key_uses', EVERY_NAMESPACE, (manager) => manager.query(WRITE_USES, columns));
  }

  /**
   * Stores the first admin key of an empty store. `beforeCommit` runs while nobody can know the key yet; when it fails
   * nothing is stored. Answers false when there is an admin key already.
   */
  insertFirst(key: Partial<ApiKeyEntity>, beforeCommit: () => Promise<void>): Promise<boolean> {
    return this.database.manage('api_key_bootstrap', EVERY_NAMESPACE, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [FIRST_KEY_LOCK]);
      if (await manager.existsBy(ApiKeyEntity, { role: 'admin' })) return false;
      await manager.insert(ApiKeyEntity, key);
      await beforeCommit();
      return true;
    });
  }
}
