import { createHmac } from 'node:crypto';
import type { Escalation } from './escalation.rules';

const LONGEST_WAIT_MS = 3_600_000;
/** Half of a wait at least, and half of it more at most, so that those who failed together do not come together again. */
const JITTER = 0.5;

/**
 * What proves that a message comes from this server and when: `t=<Unix seconds>,v1=<HMAC-SHA256>`, in hex, over the
 * seconds, a full stop and the body.
 */
export function webhookSignature(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/**
 * How long to wait after a failed attempt: twice as long each time, up to an hour.
 *
 * @param attempts made so far, at least 1
 * @param random 0 to 1
 */
export function retryDelayMs(attempts: number, firstMs: number, random: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, firstMs * 2 ** Math.min(attempts - 1, 40));
  return Math.round(wait * (JITTER + random));
}

/** The message about an escalation, as JSON. */
export function webhookBody(namespace: string, escalation: Escalation): string {
  const { id, type, level, subject, predicate, count, openedAt } = escalation;
  return JSON.stringify({ event: 'escalation.opened', id, namespace, type, level, subject, predicate, count, opened_at: openedAt });
}
