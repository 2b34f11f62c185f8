/** Injection token of whoever counts store operations. */
export const DATABASE_EVENTS = Symbol('DATABASE_EVENTS');

/** Told about every store operation, so that the store itself knows no metrics. */
export interface DatabaseEvents {
  finished(operation: string, seconds: number): void;
  failed(operation: string, code: string): void;
}
