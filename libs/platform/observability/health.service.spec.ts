import { type Database, MIGRATIONS } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { HealthService } from './health.service';

const NAMES = MIGRATIONS.map(({ name }) => name);

function healthOf(appliedMigrations: () => Promise<readonly string[]>): HealthService {
  return new HealthService({ appliedMigrations } as unknown as Database);
}

describe('readiness', () => {
  it('is there when the store answers and every migration has run', async () => {
    await expect(healthOf(async () => NAMES).ready()).resolves.toEqual({ status: 'ready' });
  });

  it('is there on a store that a newer version has migrated further', async () => {
    await expect(healthOf(async () => [...NAMES, 'Later1999999999999']).ready()).resolves.toEqual({ status: 'ready' });
  });

  it('is missing while a migration is', async () => {
    await expect(healthOf(async () => NAMES.slice(1)).ready()).rejects.toMatchObject({
      code: 'not_ready',
      status: 503,
      options: { retryAfterSeconds: 2 },
    });
  });

  it('is missing while the store is away', async () => {
    const away = new DomainError(PLATFORM_ERRORS.store_unavailable, 'away');
    await expect(healthOf(() => Promise.reject(away)).ready()).rejects.toBe(away);
  });

  it('ends as soon as the server begins to stop, and the store is not asked any more', async () => {
    let asked = 0;
    const health = healthOf(async () => ((asked += 1), NAMES));
    health.beforeApplicationShutdown();
    await expect(health.ready()).rejects.toMatchObject({ code: 'not_ready', status: 503 });
    expect(asked).toBe(0);
  });
});
