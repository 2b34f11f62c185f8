/** The port is the fourth line of postmaster.pid (PostgreSQL, src/include/utils/pidfile.h). */
const PORT_LINE = 3;

/** The TCP port of a running server, from its postmaster.pid; undefined while it is still starting. */
export function runningPort(pidFile: string): number | undefined {
  const port = pidFile.split('\n')[PORT_LINE]?.trim() ?? '';
  return /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536 ? Number(port) : undefined;
}

/** A role's password from a PostgreSQL password file (host:port:database:user:password). */
export function embeddedPassword(passwordFile: string, role: string): string | undefined {
  const entry = passwordFile.split('\n').find((line) => line.split(':')[3] === role);
  return entry?.split(':')[4]?.trim() || undefined;
}

/** A store's address for people: host, port and database, never a user's password. */
export function storeName(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return 'DATABASE_URL';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'local socket'}:${port || '5432'}${pathname}`;
}

/** What keeps a connection from being made, in words; the driver's errors carry a code each. */
export function storeFault(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name is not known';
  if (code === '28P01' || code === '28000') return 'user or password is refused';
  if (code === '3D000') return 'there is no such database';
  return typeof message === 'string' && message !== '' ? message : String(code ?? error);
}
