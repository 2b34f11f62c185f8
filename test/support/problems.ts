import type { Answer } from './call';

/** Traces of the inside: stack frames, SQL, names of the libraries underneath, files of the server. */
const INTERNALS = /\n\s+at |node_modules|\.[jt]s:\d|\b(select|insert|update|delete)\b.+\b(from|into|set)\b|relation "|typeorm|fastify|fst_err|nestjs|zod|postgres|::bytea/i;

/** Expects the one form that every error has, and nothing in it that is the server's own business. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(`"code":"${code}"`)]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({
    type: `urn:stemedb:error:${code}`,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    instance: expect.stringMatching(/^\//),
    code,
    request_id: answer.headers.get('x-request-id'),
  });
  expect(answer.text).not.toMatch(INTERNALS);
}

/** The fields that a problem names, in alphabetical order. */
export function badFields(answer: Answer): string[] {
  return [...(answer.body['errors'] ?? [])].map((error) => String(error['path'])).sort();
}
