import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from './bench-context';
import type { FeedResult } from './results.types';
import { latencyOf } from './statistics.rules';
import { startStemeDb, type StemeDb } from './stemedb.process';

const PATIENCE_MS = 10_000;
const DATA = /^data: (.*)$/gm;
const HASH = /"hash":"([0-9a-f]{64})"/;

/** Claims are written one by one by the clock; how much later than their writer do the listeners know of them? */
export async function measureFeed(context: BenchContext): Promise<FeedResult> {
  const { plan, postgres, scope, directory } = context;
  const { streams, perSecond, seconds } = plan.feed;
  const databaseUrl = await postgres.createDatabase(scope, 'feed');
  const server = await scope.own(startStemeDb({ directory: join(directory, 'server'), databaseUrl }), (started) => started.stop());
  const listeners = [];
  for (let stream = 0; stream < streams; stream += 1) listeners.push(await scope.own(Listener.open(server), (opened) => opened.close()));
  const acknowledged = await write(context, server, perSecond * seconds, perSecond);
  const deadline = performance.now() + PATIENCE_MS;
  while (listeners.some(({ arrivals }) => arrivals.size < acknowledged.size)) {
    if (performance.now() > deadline) throw new Error('A stream did not see every claim');
    await sleep(10);
  }
  const delays = listeners.flatMap(({ arrivals }) => [...acknowledged].map(([hash, at]) => Math.max(0, (arrivals.get(hash) ?? Infinity) - at)));
  return { streams, perSecond, delay: latencyOf(Float64Array.from(delays)) };
}

/** When each claim was acknowledged, by its hash. */
async function write({ claims: signed }: BenchContext, { url, headers }: StemeDb, claims: number, perSecond: number): Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>();
  const begun = performance.now();
  const pending = [];
  for (let number = 0; number < claims; number += 1) {
    const wait = begun + (number * 1_000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    pending.push(
      fetch(`${url}/v1/assert`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: signed.at(number).toString() }).then(async (answer) => {
        const at = performance.now();
        const { hash } = (await answer.json()) as { hash: string };
        if (answer.status !== 201) throw new Error(`/v1/assert: status ${answer.status}`);
        acknowledged.set(hash, at);
      }),
    );
  }
  await Promise.all(pending);
  return acknowledged;
}

/** One client of the stream, which notes when it hears of each claim. */
class Listener {
  readonly arrivals = new Map<string, number>();
  private rest = '';

  private constructor(private readonly stream: IncomingMessage) {
    stream.setEncoding('utf8').on('data', (text: string) => this.take(text));
    stream.on('error', () => undefined);
  }

  static open({ url, headers }: StemeDb): Promise<Listener> {
    return new Promise((resolve, reject) => {
      get(`${url}/v1/feed`, { agent: false, headers: { ...headers, accept: 'text/event-stream' } }, (stream) => resolve(new Listener(stream))).once('error', reject);
    });
  }

  close(): Promise<void> {
    this.stream.destroy();
    return Promise.resolve();
  }

  private take(text: string): void {
    const whole = this.rest + text;
    const end = whole.lastIndexOf('\n') + 1;
    this.rest = whole.slice(end);
    for (const [, data = ''] of whole.slice(0, end).matchAll(DATA)) {
      const hash = HASH.exec(data)?.[1];
      if (hash !== undefined && !this.arrivals.has(hash)) this.arrivals.set(hash, performance.now());
    }
  }
}
