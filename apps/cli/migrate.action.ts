import type { Config } from '@stemedb/platform/config';
import { MIGRATIONS, migrate, pendingMigrations } from '@stemedb/platform/database';
import { CommandFailure } from './command.failure';
import { EXIT, type ExitCode } from './exit-code';
import type { Output } from './output';
import { serverSettings } from './server-settings';
import { storeExists, withStore } from './store-access';
import { storeFault, storeName } from './store-access.rules';

export interface MigrateOptions {
  readonly check?: boolean;
  readonly dataDir?: string;
}

/** Runs the pending migrations, or names them. */
export async function migrateStore(output: Output, options: MigrateOptions): Promise<ExitCode> {
  const config = serverSettings({ STEMEDB_DATA_DIR: options.dataDir });
  return options.check ? check(output, config) : run(output, config);
}

async function run(output: Output, config: Config): Promise<ExitCode> {
  const { applied } = await withStore(config, (message) => output.note(message), (url) => reached(url, migrate(url)));
  if (output.json) output.data({ applied });
  else if (applied.length === 0) output.line('The schema is up to date.');
  else applied.forEach((name) => output.line(`${output.paint('green', 'applied')}  ${name}`));
  return EXIT.ok;
}

async function check(output: Output, config: Config): Promise<ExitCode> {
  const pending = await pendingIn(output, config);
  if (output.json) output.data({ pending });
  else if (pending.length === 0) output.line('The schema is up to date.');
  else pending.forEach((name) => output.line(`${output.paint('yellow', 'pending')}  ${name}`));
  return pending.length === 0 ? EXIT.ok : EXIT.refused;
}

/** A store that does not exist yet is not made for the sake of a check. */
async function pendingIn(output: Output, config: Config): Promise<readonly string[]> {
  if (!storeExists(config)) return MIGRATIONS.map(({ name }) => name);
  return withStore(config, (message) => output.note(message), (url) => reached(url, pendingMigrations(url)));
}

async function reached<T>(url: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new CommandFailure(EXIT.unreachable, `The store at ${storeName(url)} cannot be migrated: ${storeFault(error)}.`);
  }
}
