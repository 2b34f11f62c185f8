import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { ownProcesses, parseProcess, parseProcessors, type ProcessTime } from './processor-time.rules';

/** Parts of all processor time in a stretch of a run that did not go into the measurement, 0 to 1. */
export interface Disturbance {
  /** Taken by programs that are none of the bench's own. */
  readonly others: number;
  /** Withheld by the host of a virtual machine, as far as it says so. */
  readonly stolen: number;
}

const INTERVAL_MS = 1_000;
const TICKS_PER_SECOND = 100;

/** Watches, while the work is done, how much of the machine other programs take. Undefined without /proc. */
export async function watchOthers<T>(work: () => Promise<T>): Promise<{ result: T; disturbance?: Disturbance }> {
  const before = await readProcessors();
  if (!before) return { result: await work() };
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const sample = async (): Promise<void> => {
    const isFirst = last.size === 0;
    for (const { pid, ticks } of ownProcesses(await readProcesses(), process.pid)) {
      if (isFirst) first.set(pid, ticks);
      last.set(pid, ticks);
    }
  };
  await sample();
  const begun = performance.now();
  const timer = setInterval(() => void sample(), INTERVAL_MS);
  const result = await work().finally(() => clearInterval(timer));
  await sample();
  const after = await readProcessors();
  if (!after) return { result };
  const available = ((performance.now() - begun) / 1_000) * cpus().length * TICKS_PER_SECOND;
  const own = [...last].reduce((sum, [pid, ticks]) => sum + ticks - (first.get(pid) ?? 0), 0);
  const others = Math.max(0, after.busy - before.busy - own) / available;
  return { result, disturbance: { others, stolen: (after.stolen - before.stolen) / available } };
}

async function readProcessors() {
  return parseProcessors(await readProc('stat'));
}

async function readProcesses(): Promise<ProcessTime[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(names.map((name) => readProc(`${name}/stat`)));
  return texts.flatMap((text) => parseProcess(text) ?? []);
}

/** Empty for what is not there (any more). */
async function readProc(file: string): Promise<string> {
  try {
    return await readFile(`/proc/${file}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
