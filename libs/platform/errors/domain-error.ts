/** What went wrong, seen from HTTP's side; every stable code belongs to one kind. */
export const STATUS_BY_KIND = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  method_not_allowed: 405,
  timed_out: 408,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  rule_broken: 422,
  precondition_required: 428,
  too_many: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorKind = keyof typeof STATUS_BY_KIND;

/** One bad field: where it is (`signatures.0.agent_id`) and what was expected there. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface ErrorDefinition {
  readonly kind: ErrorKind;
  readonly title: string;
}

export interface ErrorOptions {
  readonly errors?: readonly FieldError[];
  /** Answered as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

const catalogue = new Map<string, ErrorDefinition>();

/**
 * Declares the stable error codes of one module. docs/errors.md lists every code so declared; a test compares both
 * ways.
 */
export function defineErrors<const T extends Record<string, ErrorDefinition>>(definitions: T): { [Code in keyof T]: Code } {
  const codes: Record<string, string> = {};
  for (const [code, definition] of Object.entries(definitions)) {
    if (catalogue.has(code)) throw new Error(`The error code ${code} is defined twice`);
    catalogue.set(code, definition);
    codes[code] = code;
  }
  return codes as { [Code in keyof T]: Code };
}

export function errorCatalogue(): ReadonlyMap<string, ErrorDefinition> {
  return catalogue;
}

/** The only error that domain code throws at its callers. `detail` is shown to the client: no secret, no SQL. */
export class DomainError extends Error {
  readonly definition: ErrorDefinition;

  constructor(
    readonly code: string,
    detail: string,
    readonly options: ErrorOptions = {},
  ) {
    super(detail, { cause: options.cause });
    const definition = catalogue.get(code);
    if (!definition) throw new Error(`The error code ${code} is not defined`);
    this.definition = definition;
  }

  get status(): number {
    return STATUS_BY_KIND[this.definition.kind];
  }
}
