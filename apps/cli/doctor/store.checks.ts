import type { Config } from '@stemedb/platform/config';
import { pendingMigrations, storeIdentity, withClient } from '@stemedb/platform/database';
import { CommandFailure } from '../command.failure';
import { storeExists, withStore } from '../store-access';
import { storeFault, storeName } from '../store-access.rules';
import { type Check, clockCheck, durabilityCheck, migrationsCheck, postgresCheck, roleCheck } from './check.rules';

interface StoreFacts {
  readonly versionNumber: number;
  readonly settings: Record<string, string>;
  /** How far the store's clock is ahead, in seconds. */
  readonly aheadSeconds: number;
}

const FACTS = `SELECT name, setting FROM pg_settings
  WHERE name IN ('server_version_num', 'fsync', 'synchronous_commit', 'full_page_writes')`;

/** The store: reachable, of a known version, current, durable, on time. */
export async function storeChecks(config: Config): Promise<Check[]> {
  const name = 'store';
  if (!storeExists(config)) return [{ name, status: 'ok', message: 'there is none yet; the first start makes it' }];
  try {
    return await withStore(config, () => undefined, (url) => checksAt(url, config));
  } catch (error) {
    const reason = error instanceof CommandFailure ? error.message : storeFault(error);
    const where = config.DATABASE_URL === undefined ? config.STEMEDB_DATA_DIR : storeName(config.DATABASE_URL);
    const advice = config.DATABASE_URL === undefined ? undefined : 'Start PostgreSQL there, or correct DATABASE_URL.';
    return [{ name, status: 'fail', message: `${where} cannot be reached: ${reason}`, advice }];
  }
}

async function checksAt(url: string, config: Config): Promise<Check[]> {
  const facts = await factsOf(url);
  const { bypassesRowSecurity } = await storeIdentity(url);
  return [
    { name: 'store', status: 'ok', message: `${config.DATABASE_URL === undefined ? 'embedded, ' : ''}${storeName(url)} answers` },
    postgresCheck(facts.versionNumber),
    migrationsCheck(await pendingMigrations(url), config.STEMEDB_AUTO_MIGRATE),
    roleCheck(bypassesRowSecurity),
    durabilityCheck(facts.settings),
    clockCheck('store clock', facts.aheadSeconds),
  ];
}

function factsOf(url: string): Promise<StoreFacts> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(FACTS);
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    const before = Date.now();
    const clock = await client.query<{ now: string }>('SELECT extract(epoch FROM clock_timestamp())::text AS now');
    // The store looked at its clock about half-way between question and answer.
    const here = (before + Date.now()) / 2_000;
    return { versionNumber: Number(settings['server_version_num']), settings, aheadSeconds: Number(clock.rows[0]?.now) - here };
  });
}
