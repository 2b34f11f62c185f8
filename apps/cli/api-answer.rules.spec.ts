import { networkReason, refusalOf, retryAfterMs } from './api-answer.rules';
import { EXIT } from './exit-code';

describe('a refusal', () => {
  it('names code, detail, request and fields of the problem', () => {
    const errors = [{ path: 'confidence', message: 'expected a number' }];
    const refusal = refusalOf(400, { code: 'validation_failed', detail: 'Not valid', request_id: 'r', errors });
    expect(refusal).toEqual({
      exitCode: EXIT.refused,
      message: 'The server answered 400 (validation_failed): Not valid',
      details: { status: 400, code: 'validation_failed', request_id: 'r', errors },
    });
  });

  it.each([429, 502, 503, 504])('with status %i may pass by itself and ends with 3', (status) => {
    expect(refusalOf(status, {}).exitCode).toBe(EXIT.unreachable);
  });

  it.each([400, 401, 403, 404, 409, 413, 422, 500])('with status %i ends with 1', (status) => {
    expect(refusalOf(status, {}).exitCode).toBe(EXIT.refused);
  });

  it.each([undefined, null, 'text', [], { code: 7, detail: {}, errors: 'x', request_id: 1 }])('quotes nothing of a body that is no problem: %j', (body) => {
    expect(refusalOf(404, body)).toMatchObject({ message: 'The server answered 404: the answer gives no reason' });
  });

  it('leaves out errors of another shape', () => {
    expect(refusalOf(400, { errors: [{ path: 'a', message: 'b' }, 7, { path: 1 }] }).details.errors).toEqual([{ path: 'a', message: 'b' }]);
  });
});

describe('Retry-After', () => {
  const NOW = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['5', 5_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    [null, undefined],
  ])('reads %j', (header, milliseconds) => {
    expect(retryAfterMs(header, NOW)).toBe(milliseconds);
  });
});

describe('the reason of a silence', () => {
  it('is said in words where its code is known', () => {
    expect(networkReason(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))).toBe('nothing listens there');
    expect(networkReason(new DOMException('aborted', 'TimeoutError'))).toBe('no answer in time');
    expect(networkReason(new TypeError('fetch failed', { cause: new Error('bad port') }))).toBe('bad port');
    expect(networkReason(new TypeError('fetch failed', { cause: { code: 'ESTRANGE' } }))).toBe('ESTRANGE');
    expect(networkReason('odd')).toBe('odd');
  });
});
