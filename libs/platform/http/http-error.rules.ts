import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';

/** What Fastify (`statusCode`, `code`) and Nest (`getStatus`) put on their errors; anything can be thrown, though. */
interface FrameworkError {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly getStatus?: unknown;
}

/**
 * Gives every error that is not our own (Fastify's, Nest's, an unforeseen one) its stable code. Messages of unforeseen
 * errors never reach the client.
 */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const known = (typeof error === 'object' && error !== null ? error : {}) as FrameworkError;
  const status = statusOf(known);
  const { code } = known;
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return malformedJson(error);
  if (status === 413) return new DomainError(PLATFORM_ERRORS.body_too_large, 'The body is larger than this route accepts', { cause: error });
  if (status === 415) {
    return new DomainError(PLATFORM_ERRORS.unsupported_media_type, 'Send the body as application/json', { cause: error });
  }
  if (status === 404) return new DomainError(PLATFORM_ERRORS.route_not_found, 'There is no such route', { cause: error });
  if (error instanceof SyntaxError && status === 400) return malformedJson(error);
  if (status === 503) return new DomainError(PLATFORM_ERRORS.shutting_down, 'The server is shutting down', { retryAfterSeconds: 5, cause: error });
  if (status >= 400 && status < 500) {
    return new DomainError(PLATFORM_ERRORS.malformed_request, 'The request cannot be read', { cause: error });
  }
  return new DomainError(PLATFORM_ERRORS.internal_error, 'Something went wrong on the server; it has been logged', { cause: error });
}

function statusOf(error: FrameworkError): number {
  const status: unknown = typeof error.getStatus === 'function' ? error.getStatus() : error.statusCode;
  return typeof status === 'number' ? status : 500;
}

function malformedJson(cause: unknown): DomainError {
  return new DomainError(PLATFORM_ERRORS.malformed_json, 'The body is not valid JSON', { cause });
}
