import { randomUUID } from 'node:crypto';

export const REQUEST_ID_HEADER = 'x-request-id';

/** Printable, short and free of anything that could forge a log line or a header. */
const ACCEPTED = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's request id where it is acceptable, else a new one. */
export function requestIdOf(header: string | string[] | undefined, newId: () => string = randomUUID): string {
  return typeof header === 'string' && ACCEPTED.test(header) ? header : newId();
}
