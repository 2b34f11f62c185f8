import { parseConfig } from './config.rules';
import type { Config } from './config.schema';

/** The one place that reads the process environment. */
export function readConfig(overrides: Readonly<Record<string, string | undefined>> = {}): Config {
  return parseConfig({ ...process.env, ...overrides });
}

/** An environment value outside the server's own settings, for the command-line tool (`STEMEDB_CLI_*`, `NO_COLOR`). */
export function environmentValue(name: string): string | undefined {
  return process.env[name];
}
