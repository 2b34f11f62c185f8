import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Database, MIGRATIONS } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';

const RETRY_AFTER_SECONDS = 2;

@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(private readonly database: Database) {}

  /**
   * Resolves while requests can be served.
   *
   * @throws DomainError not_ready or store_unavailable (503)
   */
  async ready(): Promise<{ status: 'ready' }> {
    if (this.stopping) throw notReady('The server is stopping');
    const applied = new Set(await this.database.appliedMigrations());
    const pending = MIGRATIONS.filter((migration) => !applied.has(migration.name));
    if (pending.length > 0) throw notReady('The schema of the store is not current; run stemedb migrate');
    return { status: 'ready' };
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}

function notReady(detail: string): DomainError {
  return new DomainError(PLATFORM_ERRORS.not_ready, detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
