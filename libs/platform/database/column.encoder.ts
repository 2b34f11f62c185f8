/**
 * Arrays in PostgreSQL's binary format, one for each column of many rows, for statements that unnest them. As text each
 * value would be quoted here and parsed there, which cost a quarter of what a claim costs.
 */

/** A value of each type; those of `bytea` are given as hex digits. */
export type ColumnType = 'bigint' | 'bytea' | 'text' | 'double precision' | 'smallint' | 'boolean';

interface Codec<Value> {
  /** From the catalogue pg_type; fixed for built-in types. */
  readonly oid: number;
  readonly bytes: (value: Value) => number;
  readonly write: (target: Buffer, value: Value, at: number) => void;
}

const fixed = (bytes: number) => () => bytes;

const CODECS: { readonly [Type in ColumnType]: Codec<never> } = {
  bigint: { oid: 20, bytes: fixed(8), write: (target, value: string | number, at) => void target.writeBigInt64BE(BigInt(value), at) },
  bytea: { oid: 17, bytes: (value: string) => value.length / 2, write: (target, value: string, at) => void target.write(value, at, 'hex') },
  text: { oid: 25, bytes: (value: string) => Buffer.byteLength(value), write: (target, value: string, at) => void target.write(value, at, 'utf8') },
  'double precision': { oid: 701, bytes: fixed(8), write: (target, value: number, at) => void target.writeDoubleBE(value, at) },
  smallint: { oid: 21, bytes: fixed(2), write: (target, value: number, at) => void target.writeInt16BE(value, at) },
  boolean: { oid: 16, bytes: fixed(1), write: (target, value: boolean, at) => void target.writeUInt8(value ? 1 : 0, at) },
};

const EMPTY_HEADER_BYTES = 12;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/**
 * The columns of some rows, each encoded as an array of its type.
 *
 * @param types of the columns, in the order of the values of a row
 */
export function encodeColumns(types: readonly ColumnType[], rows: readonly (readonly unknown[])[]): Buffer[] {
  return types.map((type, column) => encodeColumn(CODECS[type] as Codec<unknown>, rows, column));
}

function encodeColumn(codec: Codec<unknown>, rows: readonly (readonly unknown[])[], column: number): Buffer {
  let bytes = rows.length === 0 ? EMPTY_HEADER_BYTES : HEADER_BYTES;
  let nulls = 0;
  for (const row of rows) {
    const value = row[column];
    bytes += LENGTH_BYTES;
    if (value === null) nulls = 1;
    else bytes += codec.bytes(value);
  }
  const target = Buffer.allocUnsafe(bytes);
  let at = writeHeader(target, codec.oid, rows.length, nulls);
  for (const row of rows) at = writeElement(target, codec, row[column], at);
  return target;
}

function writeHeader(target: Buffer, oid: number, count: number, nulls: number): number {
  const dimensions = count === 0 ? 0 : 1;
  target.writeInt32BE(dimensions, 0);
  target.writeInt32BE(nulls, 4);
  target.writeInt32BE(oid, 8);
  if (count === 0) return EMPTY_HEADER_BYTES;
  target.writeInt32BE(count, 12);
  target.writeInt32BE(1, 16);
  return HEADER_BYTES;
}

function writeElement(target: Buffer, codec: Codec<unknown>, value: unknown, at: number): number {
  const begin = at + LENGTH_BYTES;
  if (value === null) {
    target.writeInt32BE(NULL_LENGTH, at);
    return begin;
  }
  const bytes = codec.bytes(value);
  target.writeInt32BE(bytes, at);
  codec.write(target, value, begin);
  return begin + bytes;
}
