import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';

const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);

/** SQLSTATEs of a server that is away, full, stopping, read-only or too slow: the request may succeed later. */
const TRANSIENT_STATES = new Set(['25006', '40001', '40P01', '53000', '53100', '53200', '53300', '55P03', '57014', '57P01', '57P02', '57P03', '57P05']);

/** Messages of the driver's own errors, which carry no code. */
const CONNECTION_MESSAGES = /connection terminated|connection error|not queryable|client was closed|timeout exceeded when trying to connect|query read timeout|cannot use a pool after/i;

/** SQLSTATE classes of an error in the data of one row (bad value, violated constraint). */
const DATA_CLASSES = new Set(['22', '23']);

const RETRY_AFTER_SECONDS = 2;

/** The SQLSTATE or system error code, `unknown` where the driver gave none: a safe metric label. */
export function storeErrorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z0-9]{5,20}$/.test(code) ? code : 'unknown';
}

export function isStoreUnavailable(error: unknown): boolean {
  const code = storeErrorCode(error);
  if (CONNECTION_CODES.has(code) || TRANSIENT_STATES.has(code) || code.startsWith('08')) return true;
  return error instanceof Error && CONNECTION_MESSAGES.test(error.message);
}

/** Whether a failed batch may hold a single bad row that can be told apart by writing the rows one by one. */
export function isDataError(error: unknown): boolean {
  return DATA_CLASSES.has(storeErrorCode(error).slice(0, 2));
}

/** A store that is away becomes 503 with Retry-After; every other error stays what it is. */
export function toStoreError(error: unknown): unknown {
  if (!isStoreUnavailable(error)) return error;
  return new DomainError(PLATFORM_ERRORS.store_unavailable, 'The store cannot be reached; nothing was acknowledged', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}
