import { rfc3339 } from '@stemedb/platform/database';

/**
 * What a column of the store is in an archive. `bytes` are hex digits, `key` is a 64-bit number as text, `seconds` are
 * whole Unix seconds, `figure` is a double, `moment` is RFC 3339 with microseconds, `json` is JSON as text.
 */
export type ColumnType = 'text' | 'bytes' | 'key' | 'seconds' | 'whole' | 'figure' | 'flag' | 'moment' | 'uuid' | 'figures' | 'texts' | 'json';

/** The columns of a record after its namespace, in the order in which they stand in its line. */
export type Columns = Readonly<Record<string, ColumnType>>;

/** Members of a line that have another name than their column, which is given here. */
export type Renamed = Readonly<Record<string, string>>;

/**
 * Columns that came later than archives of their table, each with the value that every older row was given. Such a value is
 * left out of a line as null is: so an archive from before the column is read as it stands, and has the digest still that
 * the store has which it fills.
 */
export type Initial = Readonly<Record<string, number>>;

/** The values of a record by member; what is null in the store is left out. */
export type Values = Readonly<Record<string, unknown>>;

interface Codec {
  /** SQL that reads the column as the archive shows it. */
  readonly read: (column: string) => string;
  /** The type in which PostgreSQL takes the value out of a JSON record. */
  readonly given: string;
  /** SQL that makes the column out of that. */
  readonly write: (value: string) => string;
  /** What the driver gave, as it stands in a line. */
  readonly shown: (value: unknown) => unknown;
  readonly fits: (value: unknown) => boolean;
}

const same = <T>(value: T): T => value;
const isText = (value: unknown): boolean => typeof value === 'string' && value.isWellFormed() && !value.includes('\0');
const matches = (pattern: RegExp) => (value: unknown): boolean => typeof value === 'string' && pattern.test(value);
/** Without a group that repeats: a million of them are more than a regular expression's stack may hold. */
const isHex = (value: unknown): boolean => typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]*$/.test(value);
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const listOf = (fits: (value: unknown) => boolean) => (value: unknown): boolean => Array.isArray(value) && value.every(fits);
const plain = (given: string, fits: Codec['fits']): Codec => ({ read: same, given, write: same, shown: same, fits });

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;
const WHOLE = /^(0|-?[1-9]\d{0,18})$/;

/** The driver gives a bigint as text. One that a double cannot hold stays text, so that nothing is rounded. */
const secondsOf = (value: unknown): unknown => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

const CODECS: Readonly<Record<ColumnType, Codec>> = {
  text: plain('text', isText),
  uuid: plain('uuid', matches(/^[0-9a-f-]{36}$/)),
  whole: plain('integer', Number.isSafeInteger),
  figure: plain('double precision', isNumber),
  figures: plain('double precision[]', listOf(isNumber)),
  texts: plain('text[]', listOf(isText)),
  flag: plain('boolean', (value) => typeof value === 'boolean'),
  key: plain('bigint', matches(WHOLE)),
  seconds: { ...plain('bigint', (value) => Number.isSafeInteger(value) || matches(WHOLE)(value)), shown: secondsOf },
  json: { ...plain('text', isText), read: (column) => `${column}::text`, write: (value) => `${value}::jsonb` },
  bytes: {
    ...plain('text', isHex),
    read: (column) => `encode(${column}, 'hex')`,
    write: (value) => `decode(${value}, 'hex')`,
  },
  moment: {
    ...plain('timestamptz', matches(MOMENT)),
    read: rfc3339,
  },
};

/** The list of a SELECT that reads these columns of the table `t`. */
export function readList(columns: Columns, renamed: Renamed = {}): string {
  return Object.entries(columns)
    .map(([name, type]) => `${CODECS[type].read(`t.${renamed[name] ?? name}`)} AS ${name}`)
    .join(', ');
}

/** A statement that inserts records into a table; its one value is a JSON array of them. */
export function insertText(table: string, columns: Columns, renamed: Renamed = {}, initial: Initial = {}): string {
  const all = Object.entries({ namespace: 'text', ...columns } satisfies Columns);
  const given = all.map(([name, type]) => `${name} ${CODECS[type].given}`).join(', ');
  const made = all.map(([name, type]) => orInitial(CODECS[type].write(`r.${name}`), initial[name])).join(', ');
  const names = all.map(([name]) => renamed[name] ?? name).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${made} FROM json_to_recordset($1::json) AS r (${given})`;
}

const orInitial = (made: string, value: number | undefined): string => (value === undefined ? made : `coalesce(${made}, ${value})`);

/** The values of a row that the driver gave, as they stand in a line: in the order of the columns, without nulls and initial values. */
export function valuesOf(columns: Columns, row: Values, initial: Initial = {}): Values {
  const values: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(columns)) {
    const value = row[name];
    if (value !== null && value !== undefined && value !== initial[name]) values[name] = CODECS[type].shown(value);
  }
  return values;
}

/** What does not fit the columns of a record, in words; undefined where everything does. */
export function columnFault(columns: Columns, values: Values): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    const type = columns[name];
    if (type === undefined) return `it has a member ${JSON.stringify(name)} that this version does not know`;
    if (!CODECS[type].fits(value)) return `${name} is no ${type}`;
  }
  return undefined;
}
