import { type Config, configSchema } from './config.schema';

export class ConfigError extends Error {}

const OWN_PREFIX = 'STEMEDB_';

/** Settings of the test run and of the tools, which the server does not read. */
const FOREIGN_PREFIXES = ['STEMEDB_TEST_', 'STEMEDB_CLI_', 'STEMEDB_BENCH_'];

/**
 * Parses the environment once. An empty value counts as unset, as in docker-compose's `${NAME:-}`.
 *
 * @throws ConfigError naming every wrong value, and every `STEMEDB_*` name that does not exist (a typing error
 * would otherwise leave its default in force without a word).
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const known = configSchema.shape;
  const given: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (name in known && value !== undefined && value !== '') given[name] = value;
    if (!(name in known) && isOwnName(name)) problems.push(`${name}: no such setting`);
  }
  const parsed = configSchema.safeParse(given);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  if (problems.length > 0) throw new ConfigError(`Wrong configuration:\n  ${problems.join('\n  ')}`);
  return Object.freeze(parsed.data as Config);
}

function isOwnName(name: string): boolean {
  return name.startsWith(OWN_PREFIX) && !FOREIGN_PREFIXES.some((prefix) => name.startsWith(prefix));
}
