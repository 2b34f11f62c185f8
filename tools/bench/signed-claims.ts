import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SigningTask } from './signing.worker';

const WORKERS = 2;
const LINE_FEED = 0x0a;

/** Claims that were signed before any clock started: one JSON text a line. */
export class SignedClaims {
  private readonly ends: number[] = [];

  constructor(private readonly text: Buffer) {
    for (let at = text.indexOf(LINE_FEED); at >= 0; at = text.indexOf(LINE_FEED, at + 1)) this.ends.push(at);
  }

  get count(): number {
    return this.ends.length;
  }

  get bytes(): number {
    return this.text.length;
  }

  /** The body of one claim. */
  at(number: number): Buffer {
    return this.lines(number, 1);
  }

  /** Consecutive claims as NDJSON. Shares memory with the set. */
  lines(first: number, count: number): Buffer {
    const end = this.ends[first + count - 1];
    if (end === undefined) throw new RangeError(`only ${this.count} claims were signed`);
    return this.text.subarray(first === 0 ? 0 : (this.ends[first - 1] ?? 0) + 1, end);
  }
}

/** Signs the claims 0 to `count` − 1 on both cores. */
export async function signClaims(count: number, directory: string): Promise<SignedClaims> {
  const now = Math.floor(Date.now() / 1_000);
  const share = Math.ceil(count / WORKERS);
  const tasks = Array.from({ length: WORKERS }, (_unused, index): SigningTask => {
    const first = index * share;
    return { first, count: Math.min(share, count - first), now, file: join(directory, `signed-${index}.ndjson`) };
  });
  await Promise.all(tasks.map(runWorker));
  const texts = await Promise.all(tasks.map(({ file }) => readFile(file)));
  await Promise.all(tasks.map(({ file }) => rm(file)));
  return new SignedClaims(Buffer.concat(texts));
}

function runWorker(task: SigningTask): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'signing.worker.ts'), { workerData: task, execArgv: ['--require', 'tsx/cjs'] });
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A signing worker ended with ${code}`))));
  });
}
