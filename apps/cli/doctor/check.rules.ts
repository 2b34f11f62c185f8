/** What one look at the installation found, and what to do about it. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly advice?: string;
}

const OLDEST_NODE = [20, 19] as const;
const OLDEST_POSTGRES = 15;
const NEWEST_POSTGRES = 18;
const DURABLE_SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes'];
/** Signatures from further ahead than this are refused. */
const SIGNATURE_AHEAD_SECONDS = 300;
const CLOCKS_AGREE_SECONDS = 2;
const OTHERS_WRITE_OR_READ = 0o066;
const OTHERS_ALL = 0o077;

export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const name = 'Node.js';
  return recent
    ? { name, status: 'ok', message: version }
    : { name, status: 'fail', message: `${version} is too old`, advice: `Install Node.js ${OLDEST_NODE.join('.')} or later.` };
}

/** @param versionNumber as `SHOW server_version_num` gives it, 180004 for 18.4 */
export function postgresCheck(versionNumber: number): Check {
  const major = Math.floor(versionNumber / 10_000);
  const name = 'PostgreSQL';
  const message = `version ${major}.${versionNumber % 10_000}`;
  if (major >= OLDEST_POSTGRES && major <= NEWEST_POSTGRES) return { name, status: 'ok', message };
  const supported = `StemeDB is tested with PostgreSQL ${OLDEST_POSTGRES} to ${NEWEST_POSTGRES}`;
  return major < OLDEST_POSTGRES
    ? { name, status: 'fail', message: `${message} is too old`, advice: `${supported}; upgrade the server.` }
    : { name, status: 'warn', message: `${message} is newer than what was tested`, advice: `${supported}; use one of those in production.` };
}

export function migrationsCheck(pending: readonly string[], runAtStart: boolean): Check {
  const name = 'migrations';
  if (pending.length === 0) return { name, status: 'ok', message: 'the schema is up to date' };
  const message = `pending: ${pending.join(', ')}`;
  return runAtStart
    ? { name, status: 'warn', message, advice: 'The next start runs them; `stemedb migrate` does it now.' }
    : { name, status: 'fail', message, advice: 'Run `stemedb migrate`: STEMEDB_AUTO_MIGRATE is off, and the server does not start before.' };
}

export function roleCheck(bypassesRowSecurity: boolean): Check {
  const name = 'role';
  if (!bypassesRowSecurity) return { name, status: 'ok', message: 'row-level security holds for it' };
  return {
    name,
    status: 'warn',
    message: 'PostgreSQL exempts it from row-level security (superuser or BYPASSRLS)',
    advice: 'The server takes on the restricted role stemedb_app for every transaction, so namespaces stay apart; connect as an ordinary role that owns the database to be sure.',
  };
}

/** @param settings names and values as PostgreSQL shows them */
export function durabilityCheck(settings: Readonly<Record<string, string>>): Check {
  const name = 'durability';
  const off = DURABLE_SETTINGS.filter((setting) => settings[setting] === 'off');
  if (off.length === 0) return { name, status: 'ok', message: DURABLE_SETTINGS.map((setting) => `${setting} ${settings[setting] ?? 'on'}`).join(', ') };
  return {
    name,
    status: 'fail',
    message: `${off.join(', ')} off: what was acknowledged can be lost`,
    advice: `Turn it on: ${off.map((setting) => `ALTER SYSTEM SET ${setting} = on`).join('; ')}; SELECT pg_reload_conf().`,
  };
}

/** @param aheadSeconds how far the other clock is ahead of this one */
export function clockCheck(name: string, aheadSeconds: number): Check {
  const distance = Math.abs(aheadSeconds);
  const message = `${distance.toFixed(1)} s ${aheadSeconds < 0 ? 'behind' : 'ahead of'} this machine`;
  if (distance <= CLOCKS_AGREE_SECONDS) return { name, status: 'ok', message: 'agrees with this machine' };
  const advice = 'Keep both clocks right with NTP (timedatectl set-ntp true).';
  return distance >= SIGNATURE_AHEAD_SECONDS
    ? { name, status: 'fail', message: `${message}: signatures made here can be refused`, advice }
    : { name, status: 'warn', message, advice };
}

/**
 * @param kind a directory may be passed through, a secret file is for its owner alone
 * @param mode the permission bits
 */
export function modeCheck(name: string, path: string, mode: number, kind: 'directory' | 'secret'): Check {
  const exposed = mode & (kind === 'secret' ? OTHERS_ALL : OTHERS_WRITE_OR_READ);
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  if (exposed === 0) return { name, status: 'ok', message: `${path}, mode ${octal}` };
  return {
    name,
    status: kind === 'secret' ? 'fail' : 'warn',
    message: `${path} is open to other users (mode ${octal})`,
    advice: kind === 'secret' ? `chmod 600 ${path}` : `chmod go-rw ${path}`,
  };
}

/** Whether nothing is broken; warnings are allowed. */
export function isHealthy(checks: readonly Check[]): boolean {
  return checks.every(({ status }) => status !== 'fail');
}
