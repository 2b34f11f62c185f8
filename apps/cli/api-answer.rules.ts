import type { FailureDetails, FieldFault } from './command.failure';
import { EXIT, type ExitCode } from './exit-code';

/** What a refusal says, read from its problem document (RFC 9457) where there is one. */
export interface Refusal {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly details: FailureDetails;
}

/** Statuses after which the same request may succeed later. */
const TRANSIENT = new Set([429, 502, 503, 504]);

const ADVICE: Readonly<Record<number, string>> = {
  401: 'Give a valid key with --api-key or STEMEDB_CLI_API_KEY.',
  429: 'Wait a moment and try again.',
  503: 'Try again in a moment; `stemedb doctor` may know more.',
};

const ADVICE_BY_CODE: Readonly<Record<string, string>> = {
  quota_exceeded:
    'Wait until the hour is over, or let an administrator raise the quota: PUT /v1/admin/agents/<agent_id>/quota with ' +
    '{"tokens_per_hour":0,"reason":"…"} gives the agent its own (0 is no limit), quota_tokens_per_hour gives it to the API key.',
};

export function isTransient(status: number): boolean {
  return TRANSIENT.has(status);
}

/** What to tell of an answer that is no success. A body that is no problem document is not quoted. */
export function refusalOf(status: number, body: unknown): Refusal {
  const { code, detail, title, request_id, errors } = (isRecord(body) ? body : {}) as Record<string, unknown>;
  const said = [detail, title].find((text) => typeof text === 'string' && text !== '') ?? 'the answer gives no reason';
  const advice = (typeof code === 'string' ? ADVICE_BY_CODE[code] : undefined) ?? ADVICE[status];
  return {
    exitCode: isTransient(status) ? EXIT.unreachable : EXIT.refused,
    message: `The server answered ${status}${typeof code === 'string' ? ` (${code})` : ''}: ${said}${advice ? `\n${advice}` : ''}`,
    details: {
      status,
      ...(typeof code === 'string' ? { code } : {}),
      ...(typeof request_id === 'string' ? { request_id } : {}),
      ...(Array.isArray(errors) ? { errors: errors.filter(isFieldFault) } : {}),
    },
  };
}

/**
 * Milliseconds that a Retry-After header asks for, whether it gives seconds or a date (RFC 9110, section 10.2.3).
 * Undefined where it says neither.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  // A date begins with the name of a day; everything else would be an odd year to Date.parse.
  const date = /^[A-Z]/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(date - nowMs, 0);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_SOCKET: 'the connection was cut',
};

/** Why a request got no answer, in words. */
export function networkReason(error: unknown): string {
  if (!isRecord(error)) return String(error);
  if (error['name'] === 'TimeoutError') return 'no answer in time';
  const cause = isRecord(error['cause']) ? error['cause'] : {};
  const code = typeof cause['code'] === 'string' ? cause['code'] : undefined;
  return (code && REASONS[code]) ?? code ?? String(cause['message'] ?? error['message']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldFault(value: unknown): value is FieldFault {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}
