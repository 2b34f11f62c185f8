import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import fastify from 'fastify';
import { PROBLEM_MEDIA_TYPE, sendProblem } from './problem.filter';

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly code?: string;
  readonly err?: { readonly message: string };
}

const WARN = 40;
const ERROR = 50;

/** One request whose handler throws, with what was answered and what was logged. */
async function answerOf(thrown: unknown) {
  const lines: LogLine[] = [];
  let problemCode: string | undefined;
  const server = fastify({
    logger: { stream: { write: (line: string) => lines.push(JSON.parse(line) as LogLine) } },
    genReqId: () => 'request-1',
  });
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  server.addHook('onResponse', async (request) => void (problemCode = request.problemCode));
  server.get('/v1/thing/:id', () => Promise.reject(thrown));
  const response = await server.inject('/v1/thing/7?key=hidden');
  await server.close();
  return { response, problemCode, logged: lines.filter(({ level }) => level >= WARN) };
}

describe('the answer to an error', () => {
  it('is a problem document with the path, without the query, and with the id of the request', async () => {
    const { response, problemCode, logged } = await answerOf(new DomainError(PLATFORM_ERRORS.route_not_found, 'There is none'));
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toBe(PROBLEM_MEDIA_TYPE);
    expect(response.json()).toMatchObject({ code: 'route_not_found', status: 404, instance: '/v1/thing/7', request_id: 'request-1' });
    expect(problemCode).toBe('route_not_found');
    expect(logged).toEqual([]);
  });

  it('carries the headers of the error and Retry-After', async () => {
    const error = new DomainError(PLATFORM_ERRORS.store_overloaded, 'Full', { retryAfterSeconds: 3, headers: { 'x-more': 'yes' } });
    const { response } = await answerOf(error);
    expect(response.headers).toMatchObject({ 'retry-after': '3', 'x-more': 'yes' });
  });

  it('has no Retry-After where the error names no time', async () => {
    expect((await answerOf(new DomainError(PLATFORM_ERRORS.not_ready, 'No'))).response.headers).not.toHaveProperty('retry-after');
  });

  it('hides an unforeseen error from the client and shows it to the operator as ERROR', async () => {
    const { response, logged } = await answerOf(new Error('relation "hidden" does not exist'));
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toMatch(/hidden|relation|stack|\.ts/);
    expect(logged).toMatchObject([{ level: ERROR, err: { message: 'relation "hidden" does not exist' } }]);
  });

  it('warns of a store that is away and wakes nobody', async () => {
    const cause = new Error('connect ECONNREFUSED');
    const { response, logged } = await answerOf(new DomainError(PLATFORM_ERRORS.store_unavailable, 'Away', { cause }));
    expect(response.body).not.toContain('ECONNREFUSED');
    expect(logged).toMatchObject([{ level: WARN, code: 'store_unavailable', err: { message: 'connect ECONNREFUSED' } }]);
  });
});
