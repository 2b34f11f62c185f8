import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from './cleanup';
import { cpuSeconds } from './child.process';
import type { Plan } from './plan.rules';
import type { Postgres } from './postgres';
import type { SignedClaims } from './signed-claims';

/** What every measurement is given. */
export interface BenchContext {
  readonly plan: Plan;
  readonly claims: SignedClaims;
  readonly postgres: Postgres;
  /** Named by the operator; undefined where the embedded server is used. */
  readonly databaseUrl: string | undefined;
  /** A directory for this measurement's files. */
  readonly directory: string;
  /** Ends with the measurement. */
  readonly scope: Cleanup;
}

const SETTLING_MS = 300;

/** Lets what is still being written back or collected come to its end, so that it is not counted for the next run. */
export async function quiet(context: Pick<BenchContext, 'postgres'>): Promise<void> {
  await context.postgres.settle();
  await sleep(SETTLING_MS);
}

/** Processor time that a process uses while the work is done, in microseconds; undefined without /proc. */
export async function withCpuTime<T>(pid: number, work: () => Promise<T>): Promise<{ result: T; cpuMicros?: number }> {
  const before = await cpuSeconds(pid);
  const result = await work();
  const after = await cpuSeconds(pid);
  return { result, ...(before === undefined || after === undefined ? {} : { cpuMicros: (after - before) * 1e6 }) };
}
