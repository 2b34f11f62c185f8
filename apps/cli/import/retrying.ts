import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from '../api-answer.rules';
import { ApiRefusal, ApiUnreachable } from '../api-client';
import { retryDelayMs } from './retry.rules';

/** The import was asked to end while it waited for another try. */
export class Interrupted extends Error {}

export interface RetryPolicy {
  /** Tries after the first one. */
  readonly limit: number;
  readonly stop: AbortSignal;
  /** Told before each wait. */
  readonly onWait: (reason: Error, delayMs: number) => void;
}

/** Runs `work` again while the server is away, busy or full; every write is safe to repeat. */
export async function retrying<T>(work: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isTransientError(error)) throw error;
      const delayMs = retryDelayMs(failures, policy.limit, askedMs(error), Math.random());
      if (delayMs === undefined) throw error;
      policy.onWait(error, delayMs);
      await pause(delayMs, policy.stop);
    }
  }
}

function isTransientError(error: unknown): error is ApiRefusal | ApiUnreachable {
  return error instanceof ApiUnreachable || (error instanceof ApiRefusal && isTransient(error.status));
}

function askedMs(error: ApiRefusal | ApiUnreachable): number | undefined {
  return error instanceof ApiRefusal ? error.retryAfterMs : undefined;
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (error) {
    if (signal.aborted) throw new Interrupted('The import was interrupted', { cause: error });
    throw error;
  }
}
