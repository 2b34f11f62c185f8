import { fork } from 'node:child_process';
import { join } from 'node:path';
import { withClient } from '@stemedb/platform/database';
import { CREATE_TABLE } from './baseline.table';
import type { BaselineMessage, BaselineMode } from './baseline.program';
import { Child, neutralEnvironment, ROOT } from './child.process';

export interface Baseline {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a baseline in a process of its own, on an empty table. */
export async function startBaseline(mode: BaselineMode, databaseUrl: string, poolSize: number): Promise<Baseline> {
  await withClient(databaseUrl, (client) => client.query(CREATE_TABLE));
  const child = new Child(
    fork(join(__dirname, 'baseline.program.ts'), [mode, databaseUrl, String(poolSize)], {
      cwd: ROOT,
      env: neutralEnvironment(),
      execArgv: ['--import', 'tsx'],
      silent: true,
    }),
  );
  try {
    const announced = new Promise<BaselineMessage>((resolve) => child.process.once('message', (message) => resolve(message as BaselineMessage)));
    const { url } = await child.orEnd(announced);
    return { url, pid: child.process.pid ?? 0, stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
