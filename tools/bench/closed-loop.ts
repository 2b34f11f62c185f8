import autocannon from 'autocannon';
import { type Latency, latencyOf } from './statistics.rules';

export interface ClosedLoop {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  /** The path of the request with this number, or that of all. */
  readonly path: string | ((request: number) => string);
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly requests: number;
  /** The body of the request with this number; each number is asked for once. */
  readonly body?: (request: number) => Buffer;
  /** The only status that counts as success. */
  readonly status: number;
}

export interface ClosedLoopResult {
  readonly seconds: number;
  readonly latency: Latency;
}

/** Autocannon looks this often whether it is done; its own default is a second. */
const SAMPLE_MS = 50;

/**
 * Sends all requests over so many connections, each connection its next one when the last was answered.
 *
 * @throws Error when any answer has another status, or a connection fails
 */
export async function closedLoop(load: ClosedLoop): Promise<ClosedLoopResult> {
  const latencies = new Float64Array(load.requests);
  const unexpected = new Map<number | string, number>();
  const count = (what: number | string) => unexpected.set(what, (unexpected.get(what) ?? 0) + 1);
  let sent = 0;
  let answered = 0;
  const begun = performance.now();
  let ended = begun;
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url: load.url,
        connections: Math.min(load.connections, load.requests),
        amount: load.requests,
        sampleInt: SAMPLE_MS,
        bailout: 1,
        requests: [
          {
            method: load.method ?? 'POST',
            path: pathOf(load, 0),
            headers: { ...load.headers },
            setupRequest: (request) => Object.assign(request, prepared(load, sent++)),
          },
        ],
      },
      (error: unknown) => (error ? reject(error as Error) : resolve()),
    );
    instance.on('response', (_client, status, _bytes, milliseconds) => {
      latencies[answered++] = milliseconds;
      ended = performance.now();
      if (status !== load.status) count(status);
    });
    instance.on('reqError', (error: Error) => count(error.message));
  });
  if (answered < load.requests) count('no answer');
  if (unexpected.size > 0) throw new Error(`${pathOf(load, 0)}: ${[...unexpected].map(([what, times]) => `${times} × ${what}`).join(', ')}`);
  return { seconds: (ended - begun) / 1_000, latency: latencyOf(latencies) };
}

function pathOf({ path }: ClosedLoop, request: number): string {
  return typeof path === 'string' ? path : path(request);
}

function prepared(load: ClosedLoop, request: number): { readonly path: string; readonly body?: Buffer } {
  const path = pathOf(load, request);
  return load.body ? { path, body: load.body(request) } : { path };
}
