import { defineErrors } from './domain-error';

/** Codes that any endpoint can answer. */
export const PLATFORM_ERRORS = defineErrors({
  malformed_request: { kind: 'malformed', title: 'The request is not well-formed' },
  malformed_json: { kind: 'malformed', title: 'The body is not valid JSON' },
  validation_failed: { kind: 'malformed', title: 'Some fields are not valid' },
  as_of_in_future: { kind: 'rule_broken', title: 'as_of lies in the future' },
  route_not_found: { kind: 'missing', title: 'There is no such route' },
  method_not_allowed: { kind: 'method_not_allowed', title: 'The route does not support this method' },
  request_timed_out: { kind: 'timed_out', title: 'The request did not arrive in time' },
  headers_too_large: { kind: 'headers_too_large', title: 'The headers are too large' },
  body_too_large: { kind: 'too_large', title: 'The body is too large' },
  unsupported_media_type: { kind: 'unsupported_media_type', title: 'The content type is not supported' },
  store_unavailable: { kind: 'unavailable', title: 'The store cannot be reached' },
  store_overloaded: { kind: 'unavailable', title: 'Too many writes are waiting' },
  shutting_down: { kind: 'unavailable', title: 'The server is shutting down' },
  not_ready: { kind: 'unavailable', title: 'The server is not ready' },
  internal_error: { kind: 'internal', title: 'Something went wrong on the server' },
});
