import { webhookSignature } from './webhook.rules';

export const SIGNATURE_HEADER = 'x-stemedb-signature';
export const DELIVERY_HEADER = 'x-stemedb-delivery';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly timeoutMs: number;
}

export interface Message {
  /** The same on every attempt, so that whoever gets it twice can tell. */
  readonly id: string;
  readonly body: string;
  /** Unix seconds of the attempt. */
  readonly seconds: number;
}

/**
 * Sends a message once. Redirects are not followed: they would carry it to somebody whom the operator has not named.
 *
 * @returns why it failed, in words without the address, whose query may hold a secret; undefined where it was taken
 */
export async function sendWebhook(target: WebhookTarget, { id, body, seconds }: Message): Promise<string | undefined> {
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(target.timeoutMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'stemedb',
        [DELIVERY_HEADER]: id,
        [SIGNATURE_HEADER]: webhookSignature(target.secret, body, seconds),
      },
      body,
    });
    await response.body?.cancel();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    return failureOf(error, target.timeoutMs);
  }
}

function failureOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? `no connection: ${code}` : 'no connection';
}
