import { type DomainError, type FieldError, STATUS_BY_KIND } from './domain-error';

/** RFC 9457 problem details with StemeDB's own members `code`, `request_id` and `errors`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly request_id: string;
  readonly errors?: readonly FieldError[];
  readonly [extension: string]: unknown;
}

/** The `type` of a problem: a URN of its stable code. */
export function problemType(code: string): string {
  return `urn:stemedb:error:${code}`;
}

/** Builds the problem document of an error; `instance` is the path of the request without its query. */
export function toProblem(error: DomainError, instance: string, requestId: string): Problem {
  const problem: Problem = {
    type: problemType(error.code),
    title: error.definition.title,
    status: STATUS_BY_KIND[error.definition.kind],
    detail: error.message,
    instance,
    code: error.code,
    request_id: requestId,
    ...(error.options.errors ? { errors: error.options.errors } : {}),
  };
  // The problem's own members stand first, and no further member takes the place of one.
  return { ...problem, ...error.options.extensions, ...problem };
}
