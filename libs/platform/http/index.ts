export { CURSOR_PART, decodeCursor, encodeCursor } from './cursor.rules';
export { toDomainError } from './http-error.rules';
export { createHttpAdapter, fastifyOf, KIBIBYTE, MEBIBYTE, MethodRegister, NDJSON_MEDIA_TYPE } from './http-server';
export { pageFields, wholeNumberParameter } from './page.schema';
export { ProblemDetails, ProblemResponses } from './problem.dto';
export { ProblemFilter, PROBLEM_MEDIA_TYPE, sendProblem } from './problem.filter';
export { parseQueryString } from './query-string.rules';
export { REQUEST_ID_HEADER, requestIdOf } from './request-id';
export { fieldErrors, validationError, ValidationPipe } from './validation';
