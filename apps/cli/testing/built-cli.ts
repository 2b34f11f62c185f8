import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

export interface Finished {
  /** 128 + n where a signal ended it, as a shell would say. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

const ROOT = resolve(__dirname, '..', '..', '..');
const SIGKILLED = 137;

/**
 * The command as it is installed: built by the project's own compiler into a directory of its own and started through
 * bin/stemedb.js, with an environment that holds nothing but what a test gives.
 */
export class BuiltCli {
  /** A directory for the files of the test; the command runs in it. */
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'stemedb-cli-')));
  private readonly package = join(this.directory, '.package');

  static async build(): Promise<BuiltCli> {
    const cli = new BuiltCli();
    const compiler = join(ROOT, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
    const options = ['--out-dir', join(cli.package, 'dist'), '--config-file', '.swcrc', '--quiet', '--ignore', '**/*.spec.ts'];
    await promisify(execFile)(process.execPath, [compiler, 'apps', 'libs', ...options], { cwd: ROOT });
    symlinkSync(join(ROOT, 'node_modules'), join(cli.package, 'node_modules'));
    for (const part of ['bin', 'package.json']) cpSync(join(ROOT, part), join(cli.package, part), { recursive: true });
    return cli;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Starts the command and lets it run. */
  start(args: readonly string[], options: RunOptions = {}): { child: ChildProcess; finished: Promise<Finished> } {
    return this.startNode([join(this.package, 'bin', 'stemedb.js'), ...args], options);
  }

  /** Starts Node.js itself in the same place, to look at the command from inside. */
  startNode(args: readonly string[], { env = {}, stdin = '' }: RunOptions = {}): { child: ChildProcess; finished: Promise<Finished> } {
    const child = spawn(process.execPath, [...args], { cwd: this.directory, env: { ...env }, stdio: 'pipe' });
    child.stdin.end(stdin);
    return { child, finished: finished(child) };
  }

  run(args: readonly string[], options?: RunOptions): Promise<Finished> {
    return this.start(args, options).finished;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

async function finished(child: ChildProcess): Promise<Finished> {
  const exit = new Promise<number>((resolveExit, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolveExit(code ?? SIGKILLED));
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout as NodeJS.ReadableStream), text(child.stderr as NodeJS.ReadableStream)]);
  return { code: await exit, stdout, stderr };
}
