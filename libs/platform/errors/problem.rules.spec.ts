import { DomainError } from './domain-error';
import { PLATFORM_ERRORS } from './platform.errors';
import { toProblem } from './problem.rules';

const REQUEST = ['/v1/assert', 'request-1'] as const;

describe('a problem document', () => {
  it('has the members of RFC 9457 and the stable code', () => {
    expect(toProblem(new DomainError(PLATFORM_ERRORS.route_not_found, 'There is no /v2'), ...REQUEST)).toEqual({
      type: 'urn:stemedb:error:route_not_found',
      title: 'There is no such route',
      status: 404,
      detail: 'There is no /v2',
      instance: '/v1/assert',
      code: 'route_not_found',
      request_id: 'request-1',
    });
  });

  it('names the bad fields where there are any', () => {
    const errors = [{ path: 'confidence', message: 'expected a number from 0 to 1' }];
    expect(toProblem(new DomainError(PLATFORM_ERRORS.validation_failed, 'Not valid', { errors }), ...REQUEST)).toMatchObject({ errors });
  });

  it('carries further members where the error has them', () => {
    const error = new DomainError(PLATFORM_ERRORS.malformed_request, 'detail', { extensions: { address: 'ab' } });
    expect(toProblem(error, ...REQUEST)).toMatchObject({ address: 'ab', status: 400 });
  });

  it('never lets a further member displace one of its own', () => {
    const extensions = { status: 200, code: 'fine', type: 'about:blank', request_id: '', title: '', detail: '', instance: '', errors: [] };
    const errors = [{ path: 'a', message: 'b' }];
    const plain = toProblem(new DomainError(PLATFORM_ERRORS.validation_failed, 'detail', { errors }), ...REQUEST);
    expect(toProblem(new DomainError(PLATFORM_ERRORS.validation_failed, 'detail', { errors, extensions }), ...REQUEST)).toEqual(plain);
  });

  it('shows neither cause nor headers nor stack', () => {
    const error = new DomainError(PLATFORM_ERRORS.internal_error, 'It has been logged', {
      cause: new Error('password=hidden'),
      headers: { 'x-hidden': 'hidden' },
      retryAfterSeconds: 77,
    });
    const text = JSON.stringify(toProblem(error, ...REQUEST));
    expect(text).not.toMatch(/hidden|77|\.ts/);
  });
});
