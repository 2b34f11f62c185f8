import type { Columns, Initial, Renamed } from './column.rules';
import type { Check } from './record-check.rules';

/** A record that another one rests on: it has the same namespace, and in its columns what stands in those named here. */
export interface Reference {
  readonly to: string;
  /** Columns of this record, each with its counterpart in the other one. */
  readonly columns: Readonly<Record<string, string>>;
  /** What is wrong where there is none. A record whose own column is null refers to nothing. */
  readonly fault: string;
  /** What this record says in other columns, where only such records refer to anything. Plain words. */
  readonly where?: Readonly<Record<string, string>>;
  /** What the other record says in columns that have no counterpart here. Plain words. */
  readonly saying?: Readonly<Record<string, string>>;
}

/** Everything that archive and verification know of one kind of record. */
export interface RecordKind {
  readonly kind: string;
  readonly table: string;
  /** All columns of the table but the namespace. */
  readonly columns: Columns;
  /** A line says `kind` and `namespace` of itself, so a column of that name needs another one there. */
  readonly renamed?: Renamed;
  readonly initial?: Initial;
  /** The primary key behind the namespace: the order in an archive. */
  readonly key: readonly string[];
  /** The column by which people find the record again. */
  readonly named: string;
  readonly check?: Check;
  readonly references?: readonly Reference[];
  /** Records fetched at once; fewer where one of them can be large. */
  readonly page: number;
}

export const PAGE = 1_000;
export const PAGE_OF_CLAIMS = 200;
export const PAGE_OF_CONTENTS = 8;

/** Every record was written by a commit, so a recorded_at that is none was changed afterwards. */
export const RECORDED: Reference = { to: 'commit', columns: { recorded_at: 'recorded_at' }, fault: 'its recorded_at is that of no commit' };

/** A tombstone rests on the record of its redaction, made in the same commit. */
export const redactedAs = (kind: 'assertion' | 'source'): Reference => ({
  to: 'redaction',
  columns: { hash: 'hash', redacted_at: 'recorded_at' },
  saying: { kind },
  fault: 'it says that it is redacted, and nobody has redacted it',
});

/** What was redacted is a tombstone since then. */
export const leavesTombstone = (kind: 'assertion' | 'source'): Reference => ({
  to: kind,
  columns: { hash: 'hash', recorded_at: 'redacted_at' },
  where: { kind },
  fault: `the ${kind} that was redacted is not there, or has its content again`,
});

export const onAssertion = (column: string): Reference => ({
  to: 'assertion',
  columns: { subject_key: 'subject_key', [column]: 'hash' },
  fault: 'there is no such assertion',
});
