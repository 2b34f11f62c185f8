import * as fc from 'fast-check';
import { type ArchivedRecord, recordOf } from '../archive-line.rules';
import type { ColumnType } from '../column.rules';
import type { RecordKind } from '../record-kind.rules';

const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !value.includes('\0') && value.isWellFormed());
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const bigint = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const moment = fc
  .tuple(fc.date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true }), fc.integer({ min: 0, max: 999 }))
  .map(([date, micros]) => date.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`));

/** What the driver gives for a column of each type. */
export const DRIVEN: { readonly [Type in ColumnType]: fc.Arbitrary<unknown> } = {
  text,
  json: text,
  bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  key: bigint,
  seconds: bigint,
  whole: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  figure: double,
  figures: fc.array(double, { maxLength: 5 }),
  texts: fc.array(text, { maxLength: 5 }),
  flag: fc.boolean(),
  moment,
  uuid: fc.uuid(),
};

/** Any record of a kind, whether or not it makes sense, with null in any column. */
export function recordArbitrary(kind: RecordKind): fc.Arbitrary<ArchivedRecord> {
  const columns = Object.fromEntries(Object.entries(kind.columns).map(([name, type]) => [name, fc.option(DRIVEN[type])]));
  return fc.record(columns).map((row) => recordOf(kind, 'team-7', row));
}
