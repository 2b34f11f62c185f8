import { Injectable } from '@nestjs/common';
import { Database, EVERY_NAMESPACE } from '@stemedb/platform/database';
import { ApiKeyEntity } from './api-key.entity';

/** One writer at a time decides whether the store still needs its first key. */
const FIRST_KEY_LOCK = 7_263_517_402;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  findByPrefix(prefix: string): Promise<ApiKeyEntity[]> {
    return this.database.manage('api_key_lookup', EVERY_NAMESPACE, (manager) => manager.findBy(ApiKeyEntity, { prefix }));
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
