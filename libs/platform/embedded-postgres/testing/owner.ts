import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SystemUser } from '../system-user.types';
import type { OwnerReport } from './owner.fixture';

/** Another process that owns, or tried to own, an embedded server. */
export interface Owner {
  pid: number;
  report: OwnerReport;
  /** Sends the signal to the process, or to its whole group as a terminal does, and waits for its end. */
  end(signal: NodeJS.Signals, target?: 'process' | 'group'): Promise<void>;
}

/** Starts that process and waits for what it has to say. It leads a process group of its own. */
export async function spawnOwner(
  directory: string,
  options: { port?: number; user?: SystemUser } = {},
): Promise<Owner> {
  const child = startOwner(directory, options);
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return {
    pid: child.pid!,
    report: JSON.parse(line) as OwnerReport,
    end: (signal, target) => endChild(child, signal, target),
  };
}

/** Starts that process and waits for nothing. */
export function startOwner(
  directory: string,
  { port = 0, user }: { port?: number; user?: SystemUser } = {},
): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'owner.fixture.ts'), directory, String(port)], {
    cwd: join(__dirname, '..', '..', '..', '..'),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    uid: user?.uid,
    gid: user?.gid,
  });
}

async function endChild(
  child: ChildProcess,
  signal: NodeJS.Signals,
  target: 'process' | 'group' = 'process',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  process.kill(target === 'group' ? -child.pid! : child.pid!, signal);
  await ended;
}
