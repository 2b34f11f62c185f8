import type { FieldFault } from '../command.failure';

export type Fields = Readonly<Record<string, unknown>>;

export type Faults = { readonly faults: readonly FieldFault[] };

/** One line of an NDJSON file, or one record of a CSV file. */
export interface InputRecord {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Number of its last line: a CSV record can have several. */
  readonly lastLine: number;
  /** Bytes of the file up to its end. */
  readonly endByte: number;
  readonly content: { readonly fields: Fields } | Faults;
}

export const FORMATS = ['ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface InputFile {
  readonly path: string;
  readonly format: Format;
  readonly bytes: number;
}

export const OUTCOMES = ['created', 'cosigned', 'duplicate', 'quarantined', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How many claims had which outcome. */
export type Counts = Readonly<Record<Outcome, number>>;

export function isFaulty<T extends object>(value: T | Faults): value is Faults {
  return 'faults' in value;
}
