export {
  DomainError,
  type ErrorDefinition,
  type ErrorKind,
  type ErrorOptions,
  type FieldError,
  STATUS_BY_KIND,
  defineErrors,
  errorCatalogue,
} from './domain-error';
export { PLATFORM_ERRORS } from './platform.errors';
export { type Problem, problemType, toProblem } from './problem.rules';
