import { spawn } from 'node:child_process';
import type { SystemUser } from './system-user.types';

export interface CommandOptions {
  /** The operating system user to run as; undefined means: the caller's own. */
  user?: SystemUser;
  cwd: string;
  /** The command is killed after this long. */
  timeoutMs: number;
  /** Text for standard input. */
  input?: string;
  /** Keeps a Ctrl-C in the operator's terminal away from the command. */
  ownProcessGroup?: boolean;
}

export interface CommandResult {
  /** null when the command could not be started or ended by a signal. */
  exitCode: number | null;
  /** Standard output and standard error, in the order in which they came. */
  output: string;
  /** Why the command could not be started at all. */
  spawnError?: NodeJS.ErrnoException;
}

export type RunCommand = (file: string, args: readonly string[], options: CommandOptions) => Promise<CommandResult>;

/**
 * The server and its tools get an environment of their own: PGDATA and its like would redirect them, and
 * secrets of the API have no business in theirs. Messages stay English, because some are recognised by text.
 * Windows programs do not start without the system's variables, so there they inherit.
 */
const ENVIRONMENT =
  process.platform === 'win32' ? undefined : { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };

/** How long to wait for the last output of a command that has ended. */
const LAST_OUTPUT_MS = 500;

/** Runs a command to its end. Never throws: every outcome is in the result. */
export const runCommand: RunCommand = (file, args, options) =>
  new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: ENVIRONMENT,
      uid: options.user?.uid,
      gid: options.user?.gid,
      detached: options.ownProcessGroup ?? false,
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
      stdio: 'pipe',
    });
    let output = '';
    const collect = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => resolve({ exitCode: null, output, spawnError: error }));
    child.on('close', (exitCode) => resolve({ exitCode, output }));
    // A daemon that inherited the pipes would keep them open and 'close' would never come.
    child.on('exit', (exitCode) => {
      setTimeout(() => resolve({ exitCode, output }), LAST_OUTPUT_MS).unref();
    });
    // A command that ends without reading its input breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
