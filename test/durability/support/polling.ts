import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 10;

/** Waits until the condition gives something other than undefined or false, and answers that. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(INTERVAL_MS);
  }
}

/** Fails when the promise takes longer. */
export async function within<T>(what: string, promise: Promise<T>, withinMs: number): Promise<T> {
  const abort = new AbortController();
  const late = delay(withinMs, undefined, { signal: abort.signal }).then(() => {
    throw new Error(`${what}: not within ${withinMs} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    abort.abort();
  }
}
