import { DomainError } from '@stemedb/platform/errors';
import * as fc from 'fast-check';
import { isDataError, isStoreUnavailable, storeErrorCode, toStoreError } from './store-error.rules';

const withCode = (code: unknown, message = 'any'): Error => Object.assign(new Error(message), { code });

describe('a store that is away', () => {
  it.each([
    ['nobody listens', 'ECONNREFUSED'],
    ['the connection broke', 'ECONNRESET'],
    ['the name is unknown', 'ENOTFOUND'],
    ['the socket is gone', 'ENOENT'],
    ['the server says the connection failed', '08006'],
    ['the server is a standby', '25006'],
    ['a deadlock', '40P01'],
    ['the disk is full', '53100'],
    ['too many connections', '53300'],
    ['a statement took too long', '57014'],
    ['the server was told to stop', '57P01'],
    ['the server crashed', '57P02'],
    ['the server starts up', '57P03'],
  ])('is told by its code: %s', (_what, code) => {
    expect(isStoreUnavailable(withCode(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])("is told by the driver's message: %s", (message) => {
    expect(isStoreUnavailable(new Error(message))).toBe(true);
  });

  it.each([
    ['a bad value', withCode('22P02')],
    ['a broken constraint', withCode('23505')],
    ['a missing table', withCode('42P01')],
    ['missing rights', withCode('42501')],
    ['a wrong password', withCode('28P01')],
    ['a mistake of our own', new TypeError('x is not a function')],
    ['a code that is no text', withCode(57014)],
    ['a text', 'ECONNREFUSED'],
    ['null', null],
    ['undefined', undefined],
  ])('is not the reason of %s', (_what, error) => {
    expect(isStoreUnavailable(error)).toBe(false);
    expect(toStoreError(error)).toBe(error);
  });

  it('becomes 503 with Retry-After, and says nothing of the store', () => {
    const cause = withCode('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.7:5432');
    const error = toStoreError(cause);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: 'store_unavailable', status: 503, options: { retryAfterSeconds: 2, cause } });
    expect((error as DomainError).message).not.toContain('10.0.0.7');
  });

  it('stays what it is when it is told twice', () => {
    const error = toStoreError(withCode('ECONNREFUSED'));
    expect(toStoreError(error)).toBe(error);
  });
});

describe('an error about data', () => {
  it.each(['22003', '22021', '22P02', '23502', '23505', '23514'])('may be about one row of a batch: %s', (code) => {
    expect(isDataError(withCode(code))).toBe(true);
  });

  it.each(['08006', '25P02', '42P01', '53100', '57014', 'ECONNREFUSED', '', '2', undefined])('is none: %s', (code) => {
    expect(isDataError(withCode(code))).toBe(false);
  });

  it('is never taken for a store that is away', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{5}$/), (code) => {
        expect(isDataError(withCode(code)) && isStoreUnavailable(withCode(code))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the code of a store error', () => {
  it('is a safe metric label, whatever was thrown', () => {
    const thrown = fc.oneof(fc.anything(), fc.record({ code: fc.oneof(fc.string(), fc.anything()) }));
    fc.assert(fc.property(thrown, (error) => expect(storeErrorCode(error)).toMatch(/^([A-Z0-9]{5,20}|unknown)$/)));
  });

  it('is the SQLSTATE or the system error', () => {
    expect([withCode('23505'), withCode('ECONNREFUSED'), new Error('any'), withCode("x'; DROP")].map(storeErrorCode)).toEqual([
      '23505',
      'ECONNREFUSED',
      'unknown',
      'unknown',
    ]);
  });
});
