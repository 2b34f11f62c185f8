import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Latency, latencyOf } from './statistics.rules';

export interface OpenLoop {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: (request: number) => string;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface OpenLoopResult {
  /** From the moment at which each request was due, so that a stall counts for all who would have waited in it. */
  readonly latency: Latency;
  /** How late the generator itself was; part of the latency above. */
  readonly lateness: Latency;
}

/**
 * Sends requests when the clock says so, whether or not earlier ones have been answered.
 *
 * @throws Error when any answer is not 200
 */
export async function openLoop(load: OpenLoop): Promise<OpenLoopResult> {
  const requests = load.perSecond * load.seconds;
  const agent = new Agent({ keepAlive: true });
  const latencies = new Float64Array(requests);
  const lateness = new Float64Array(requests);
  const pending: Promise<void>[] = [];
  let failed = false;
  const begun = performance.now();
  for (let request = 0; request < requests && !failed; request += 1) {
    const due = begun + (request * 1_000) / load.perSecond;
    await sleepUntil(due);
    lateness[request] = performance.now() - due;
    const answer = fetchWhole(load, agent, load.path(request)).then(() => {
      latencies[request] = performance.now() - due;
    });
    // What failed is thrown below; until then nobody waits for it.
    answer.catch(() => (failed = true));
    pending.push(answer);
  }
  await Promise.all(pending).finally(() => agent.destroy());
  return { latency: latencyOf(latencies), lateness: latencyOf(lateness) };
}

async function sleepUntil(due: number): Promise<void> {
  for (let left = due - performance.now(); left > 0; left = due - performance.now()) await sleep(Math.max(1, Math.floor(left)));
}

function fetchWhole(load: OpenLoop, agent: Agent, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(`${load.url}${path}`, { agent, headers: load.headers }, (answer) => {
      answer.resume();
      answer.once('error', reject);
      answer.once('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${path}: status ${answer.statusCode}`))));
    });
    request.once('error', reject);
  });
}
