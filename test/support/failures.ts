import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, call } from './call';
import { claimOf, signClaim } from './claims';
import type { TestApp } from './server';

/** Nothing closes by itself while a test looks. */
export const ON = { STEMEDB_CIRCUIT_BREAKER_FAILURES: '5', STEMEDB_CIRCUIT_BREAKER_OPEN_MS: '3600000' };
/** An open circuit is half-open by the time that the next request arrives, or soon after. */
export const SHORT = { STEMEDB_CIRCUIT_BREAKER_FAILURES: '5', STEMEDB_CIRCUIT_BREAKER_OPEN_MS: '1' };

let subjects = 0;
/** A claim that nobody has made. */
export const fresh = () => claimOf({ subject: `breaker://${(subjects += 1)}` });
export const forged = () => ({ ...signClaim(fresh()), confidence: 0.123 });

export const assert = (server: TestApp, key: string, body: unknown) => call(server.url, 'POST', '/v1/assert', { key, body });

export async function fail(server: TestApp, key: string, times = 5): Promise<void> {
  for (let time = 0; time < times; time += 1) expect((await assert(server, key, forged())).body['code']).toBe('signature_invalid');
}

/** Asks until the answer is as wanted: what a test waits for decides, not how long it takes. */
export async function until(ask: () => Promise<Answer>, wanted: (answer: Answer) => boolean): Promise<Answer> {
  for (let time = 0; ; time += 1) {
    const answer = await ask();
    if (wanted(answer) || time > 500) return answer;
    await sleep(20);
  }
}
