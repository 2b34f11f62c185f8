import { refusalReason, severityOf } from './refusal.rules';

describe('the reason of a refusal', () => {
  it.each([
    [400, 'validation_failed', 'validation'],
    [401, 'unauthenticated', 'auth'],
    [403, 'role_too_low', 'auth'],
    [413, 'body_too_large', 'validation'],
    [415, 'unsupported_media_type', 'validation'],
    [422, 'signature_invalid', 'validation'],
    [429, 'rate_limited', 'rate_limit'],
    [429, 'quota_exceeded', 'quota'],
    [429, 'circuit_open', 'circuit_breaker'],
  ])('of %d %s is %s', (status, code, reason) => {
    expect(refusalReason(status, code)).toBe(reason);
  });

  it.each([
    [404, 'assertion_not_found'],
    [405, 'method_not_allowed'],
    [409, 'conflict'],
    [500, 'internal_error'],
    [503, 'store_unavailable'],
  ])('is none for %d %s: nobody was refused', (status, code) => {
    expect(refusalReason(status, code)).toBeUndefined();
  });
});

describe('the severity of a problem', () => {
  it.each([
    [400, 'info'],
    [429, 'info'],
    [499, 'info'],
    [500, 'error'],
    [502, 'error'],
    [503, 'warning'],
  ])('of %d is %s', (status, severity) => {
    expect(severityOf(status)).toBe(severity);
  });
});
