import { EmbeddedPostgresError } from './embedded-postgres.errors';

/** Durability is never traded for speed: fsync and synchronous_commit stay on. */
const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  cluster_name: 'stemedb',
  // A socket file has a path limit of about 100 bytes and permissions of its own; TCP needs neither.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // pglz is the one method that every build has; the bundled Linux build refuses lz4 and zstd.
  wal_compression: 'pglz',
  jit: 'off',
  // A plan made while its table was small stays until the table is analysed again: with the usual minute between two
  // looks, a store that has just been filled would read slowly for as long.
  autovacuum_naptime: '5s',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%u@%d ',
};

/** These say where the server is found; the addresses handed out would lie if they were overridden. */
const IDENTITY = new Set(['port', 'listen_addresses']);

/**
 * The text of the settings file.
 * @throws EmbeddedPostgresError `invalid_setting`
 */
export function settingsFile(port: number, overrides: Readonly<Record<string, string>>): string {
  for (const name of Object.keys(overrides)) {
    if (IDENTITY.has(name.toLowerCase())) {
      throw new EmbeddedPostgresError('invalid_setting', `The PostgreSQL setting "${name}" cannot be overridden here.`);
    }
    if (!/^[a-z_][a-z0-9_.]*$/i.test(name)) {
      throw new EmbeddedPostgresError('invalid_setting', `"${name}" is not the name of a PostgreSQL setting.`);
    }
  }
  const settings = { ...DEFAULT_SETTINGS, ...overrides, listen_addresses: '127.0.0.1', port: String(port) };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}`);
  return [
    '# Written by StemeDB at every start; put changes of your own into postgresql.auto.conf (ALTER SYSTEM).',
    ...lines,
    '',
  ].join('\n');
}

/** A quoted value of a PostgreSQL configuration file (manual, section "Setting Parameters"). */
function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n')}'`;
}
