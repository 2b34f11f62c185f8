import type { Answer } from './http-call';
import type { ProblemBody } from './wire.types';

/** Traces of the inside: stack frames, SQL, names of the libraries underneath, files of the server. */
const INTERNALS = /\n\s+at |node_modules|\.[jt]s:\d|\b(select|insert|update|delete)\b.+\b(from|into|set)\b|relation "|typeorm|fastify|fst_err|nestjs|zod|postgres|::bytea/i;

/** Expects the one form that every error has, and nothing in it that is the server's own business. */
export function expectProblem(answer: Answer<unknown>, status: number, code: string): ProblemBody {
  const problem = answer.body as ProblemBody;
  expect({ status: answer.status, code: problem.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(problem).toEqual({
    ...problem,
    type: `urn:stemedb:error:${code}`,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    instance: expect.stringMatching(/^\//),
    request_id: answer.headers.get('x-request-id'),
  });
  expect(answer.text).not.toMatch(INTERNALS);
  return problem;
}

/** The fields that a validation problem names, in order. */
export function badFields(problem: Pick<ProblemBody, 'errors'>): string[] {
  return (problem.errors ?? []).map((error) => error.path).sort();
}
