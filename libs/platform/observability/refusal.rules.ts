/** Why requests are refused, as `stemedb_requests_rejected_total` tells it. */
export type RefusalReason = 'auth' | 'rate_limit' | 'quota' | 'circuit_breaker' | 'validation';

export type Severity = 'info' | 'warning' | 'error';

/** 429s that are not about the rate of requests. */
const REASON_BY_CODE: Readonly<Record<string, RefusalReason>> = {
  quota_exceeded: 'quota',
  circuit_open: 'circuit_breaker',
};

const REASON_BY_STATUS: Readonly<Record<number, RefusalReason>> = {
  400: 'validation',
  401: 'auth',
  403: 'auth',
  413: 'validation',
  415: 'validation',
  422: 'validation',
  429: 'rate_limit',
};

/** Undefined for problems that are no refusal: something missing, a conflict, the server's own trouble. */
export function refusalReason(status: number, code: string): RefusalReason | undefined {
  return REASON_BY_CODE[code] ?? REASON_BY_STATUS[status];
}

/** `error` is the server's fault, `warning` a store or server that is away for a while, `info` the caller's own. */
export function severityOf(status: number): Severity {
  if (status < 500) return 'info';
  return status === 503 ? 'warning' : 'error';
}
