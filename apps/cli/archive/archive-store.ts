import type { Config } from '@stemedb/platform/config';
import { isNamespace } from '@stemedb/platform/database';
import { wrongInput } from '../command.failure';
import type { Output } from '../output';
import { serverSettings } from '../server-settings';
import { storeExists, withStore } from '../store-access';

export interface StoreOptions {
  readonly dataDir?: string;
}

/** The settings by which the store is found. @throws CommandFailure usage */
export function storeSettings({ dataDir }: StoreOptions): Config {
  return serverSettings({ STEMEDB_DATA_DIR: dataDir || undefined });
}

/** Works on a store that is there; none is made for the sake of being read. @throws CommandFailure usage, unreachable */
export function withFilledStore<T>(output: Output, options: StoreOptions, work: (url: string) => Promise<T>): Promise<T> {
  const config = storeSettings(options);
  if (!storeExists(config)) throw wrongInput(`There is no store in ${config.STEMEDB_DATA_DIR}. Give --data-dir or DATABASE_URL.`);
  return withStore(config, (message) => output.note(message), work);
}

/** @throws CommandFailure usage */
export function chosenNamespace(namespace: string | undefined): string | undefined {
  if (namespace !== undefined && !isNamespace(namespace)) throw wrongInput('--namespace: expected 1 to 64 of a-z, 0-9 and -.');
  return namespace;
}
