import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { DomainError, type FieldError, PLATFORM_ERRORS } from '@stemedb/platform/errors';

/** Longer lists help nobody and would let a small body cause a large answer. */
const MAX_FIELD_ERRORS = 100;

/** An issue of zod that carries the names of unknown keys beside the usual path. */
type Issue = StandardSchemaV1.Issue & { readonly code?: string; readonly keys?: readonly string[] };

/** Names every bad field of a failed validation: `signatures.0.agent_id`, an unknown field by its own name. */
export function fieldErrors(issues: readonly StandardSchemaV1.Issue[]): FieldError[] {
  return issues.flatMap((issue) => errorsOf(issue as Issue)).slice(0, MAX_FIELD_ERRORS);
}

function errorsOf(issue: Issue): FieldError[] {
  const path = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'unknown field' }));
  }
  return [{ path: path.join('.'), message: issue.message }];
}

export function validationError(issues: readonly StandardSchemaV1.Issue[]): DomainError {
  const errors = fieldErrors(issues);
  const names = errors.map((error) => error.path || 'body').slice(0, 5);
  const more = errors.length > names.length ? ` and ${errors.length - names.length} more` : '';
  return new DomainError(PLATFORM_ERRORS.validation_failed, `Not valid: ${names.join(', ')}${more}`, { errors });
}

/**
 * Validates every parameter that declares a schema and hands the handler the parsed value. Nest's own pipe of this kind
 * first walks the whole value for `__proto__` keys, which the body parser has refused already, and is asynchronous.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const schema = metadata.schema as StandardSchemaV1 | undefined;
    if (!schema) return value;
    const result = schema['~standard'].validate(value);
    return result instanceof Promise ? result.then(accepted) : accepted(result);
  }
}

function accepted(result: StandardSchemaV1.Result<unknown>): unknown {
  if (result.issues) throw validationError(result.issues);
  return result.value;
}
