import { isNamespace } from '@stemedb/platform/database';
import { z } from 'zod';
import { columnFault, type Values, valuesOf } from './column.rules';
import type { RecordKind } from './record-kind.rules';

export const ARCHIVE_FORMAT = 'stemedb/archive/v1';

/** The first line: what the archive is and what it covers. No part of the digest, but of the seal. */
export interface Manifest {
  readonly format: typeof ARCHIVE_FORMAT;
  /** RFC 3339. */
  readonly created_at: string;
  /** Everything recorded up to this moment is here. */
  readonly as_of: string;
  readonly namespaces: readonly string[];
  readonly stemedb_version: string;
}

export type Counts = Readonly<Record<string, number>>;

/** The last line. */
export interface End {
  readonly kind: 'end';
  readonly counts: Counts;
  /** BLAKE3 over the lines of the records: equal stores have equal digests, whenever their archives were made. */
  readonly digest: string;
  /** BLAKE3 over every byte of the file before this line's own gzip member. */
  readonly seal: string;
}

/** A record and the line that it stands in. */
export interface ArchivedRecord {
  readonly kind: RecordKind;
  readonly namespace: string;
  readonly values: Values;
  readonly line: string;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.strictObject({
  format: z.literal(ARCHIVE_FORMAT),
  created_at: z.string(),
  as_of: z.string(),
  namespaces: z.array(z.string().refine(isNamespace)),
  stemedb_version: z.string(),
});

const endSchema = z.strictObject({
  kind: z.literal('end'),
  counts: z.record(z.string(), z.int().positive()),
  digest: hash,
  seal: hash,
});

/** The line of a manifest or of an end: its members always stand in one order. */
export const manifestLine = ({ format, created_at, as_of, namespaces, stemedb_version }: Manifest): string =>
  JSON.stringify({ format, created_at, as_of, namespaces, stemedb_version });

export const endLine = ({ kind, counts, digest, seal }: End): string => JSON.stringify({ kind, counts, digest, seal });

/** Undefined where the line is no manifest, or not as `manifestLine` writes it. */
export function readManifest(line: string): Manifest | undefined {
  const parsed = manifestSchema.safeParse(jsonOf(line));
  return parsed.success && manifestLine(parsed.data) === line ? parsed.data : undefined;
}

export function readEnd(line: string): End | undefined {
  const parsed = endSchema.safeParse(jsonOf(line));
  return parsed.success && endLine(parsed.data) === line ? parsed.data : undefined;
}

/** The record of a row of the store. */
export function recordOf(kind: RecordKind, namespace: string, row: Values): ArchivedRecord {
  const values = valuesOf(kind.columns, row, kind.initial);
  return { kind, namespace, values, line: recordLine(kind, namespace, values) };
}

/**
 * The record of a line. One record has one line: whatever else would be read as the same is refused.
 *
 * @returns what is wrong with the line, in words, where it is none
 */
export function readRecord(line: string, kinds: ReadonlyMap<string, RecordKind>): ArchivedRecord | { readonly fault: string } {
  const parsed = jsonOf(line);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return { fault: 'it is no JSON object' };
  const { kind: name, namespace, ...values } = parsed as Record<string, unknown>;
  const kind = typeof name === 'string' ? kinds.get(name) : undefined;
  if (!kind) return { fault: `its kind ${JSON.stringify(name)} is not known to this version` };
  if (typeof namespace !== 'string' || !isNamespace(namespace)) return { fault: 'it has no valid namespace' };
  const fault = columnFault(kind.columns, values);
  if (fault !== undefined) return { fault };
  const own = recordLine(kind, namespace, inOrder(kind, values));
  return own === line ? { kind, namespace, values, line } : { fault: 'it is not in canonical form' };
}

function recordLine(kind: RecordKind, namespace: string, values: Values): string {
  return JSON.stringify({ kind: kind.kind, namespace, ...values });
}

function inOrder({ columns, initial = {} }: RecordKind, values: Values): Values {
  const shown = Object.keys(columns).filter((name) => name in values && values[name] !== initial[name]);
  return Object.fromEntries(shown.map((name) => [name, values[name]]));
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
