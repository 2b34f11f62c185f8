import {
  BadRequestException,
  ForbiddenException,
  HttpException,
  InternalServerErrorException,
  NotFoundException,
  PayloadTooLargeException,
  ServiceUnavailableException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import * as fc from 'fast-check';
import fastify, { type InjectOptions } from 'fastify';
import { toDomainError } from './http-error.rules';

/** What a bare Fastify throws at its error handler for one request. */
async function thrownFor(request: InjectOptions): Promise<unknown> {
  let thrown: unknown;
  const server = fastify({ bodyLimit: 64 });
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler((error, _request, reply) => {
    thrown = error;
    return reply.send('');
  });
  server.post('/', () => '');
  await server.inject({ method: 'POST', url: '/', ...request });
  await server.close();
  return thrown;
}

const json = (body: string): InjectOptions => ({ headers: { 'content-type': 'application/json' }, body });

describe('an error of Fastify', () => {
  it.each([
    ['malformed JSON', json('{"a":'), 'malformed_json', 400],
    ['an empty JSON body', { headers: { 'content-type': 'application/json' } }, 'malformed_json', 400],
    ['a forbidden __proto__ key', json('{"__proto__":{"a":1}}'), 'malformed_json', 400],
    ['a body over the limit', json(`"${'a'.repeat(64)}"`), 'body_too_large', 413],
    ['an unknown content type', { headers: { 'content-type': 'text/csv' }, body: 'a,b' }, 'unsupported_media_type', 415],
    ['a content type that is none', { headers: { 'content-type': 'nonsense' }, body: 'a,b' }, 'unsupported_media_type', 415],
    [
      'a wrong content length',
      { headers: { 'content-type': 'application/json', 'content-length': '3' }, body: '"abcd"' },
      'malformed_request',
      400,
    ],
  ] as const)('has its stable code: %s', async (_what, request, code, status) => {
    expect(toDomainError(await thrownFor(request))).toMatchObject({ code, status });
  });
});

describe('an error of Nest', () => {
  it.each([
    ['NotFoundException', new NotFoundException('Cannot GET /x'), 'route_not_found', 404],
    ['PayloadTooLargeException', new PayloadTooLargeException(), 'body_too_large', 413],
    ['UnsupportedMediaTypeException', new UnsupportedMediaTypeException(), 'unsupported_media_type', 415],
    ['BadRequestException', new BadRequestException('hidden'), 'malformed_request', 400],
    ['ForbiddenException', new ForbiddenException('hidden'), 'malformed_request', 400],
    ['418', new HttpException('hidden', 418), 'malformed_request', 400],
    ['ServiceUnavailableException', new ServiceUnavailableException(), 'shutting_down', 503],
    ['InternalServerErrorException', new InternalServerErrorException('hidden'), 'internal_error', 500],
    ['502', new HttpException('hidden', 502), 'internal_error', 500],
  ])('has its stable code: %s', (_name, error, code, status) => {
    expect(toDomainError(error)).toMatchObject({ code, status });
    expect(toDomainError(error).message).not.toContain('hidden');
  });

  it('is told when to come back where the server is away', () => {
    expect(toDomainError(new ServiceUnavailableException()).options.retryAfterSeconds).toBeGreaterThan(0);
  });
});

describe('an unforeseen error', () => {
  it.each([
    ['an Error', new Error('hidden')],
    ['an error of the store', Object.assign(new Error('hidden'), { code: '42P01', detail: 'hidden', table: 'hidden' })],
    ['a SyntaxError of our own', new SyntaxError('hidden')],
    ['a text', 'hidden'],
    ['an object', { message: 'hidden' }],
    ['null', null],
    ['undefined', undefined],
    ['a status that is no number', { statusCode: '404' }],
    ['a status that means success', { statusCode: 200 }],
    ['getStatus that is no function', { getStatus: 404 }],
  ])('is internal_error and says nothing: %s', (_what, thrown) => {
    const error = toDomainError(thrown);
    expect(error).toMatchObject({ code: 'internal_error', status: 500, message: 'Something went wrong on the server; it has been logged' });
    expect(error.options.extensions).toBeUndefined();
    expect(error.options.cause).toBe(thrown);
  });

  it('becomes a domain error, whatever was thrown', () => {
    const anything = fc.oneof(
      fc.anything({ withNullPrototype: true }),
      fc.record({ code: fc.anything(), statusCode: fc.anything(), message: fc.anything() }),
    );
    fc.assert(fc.property(anything, (thrown) => expect(toDomainError(thrown)).toBeInstanceOf(DomainError)));
  });
});

it('leaves a domain error what it is', () => {
  const error = new DomainError(PLATFORM_ERRORS.not_ready, 'Not yet', { retryAfterSeconds: 1 });
  expect(toDomainError(error)).toBe(error);
});
