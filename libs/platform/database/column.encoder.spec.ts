import * as fc from 'fast-check';
import { type ColumnType, encodeColumns } from './column.encoder';
import { openStore, type OpenStore } from './testing';

const hex = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0'));
const double = fc.double({ noNaN: true, noDefaultInfinity: true });

const VALUES: { readonly [Type in ColumnType]: fc.Arbitrary<unknown> } = {
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  bytea: hex,
  text,
  'double precision': double,
  smallint: fc.integer({ min: -32_768, max: 32_767 }),
  boolean: fc.boolean(),
};
const TYPES = Object.keys(VALUES) as ColumnType[];

const rows = fc.array(fc.tuple(...TYPES.map((type) => fc.option(VALUES[type]))), { maxLength: 20 });

/** What PostgreSQL understood, as text, beside what was meant. */
const READ_BACK = `
  SELECT a::text, encode(b, 'hex') AS b, c, d, e, f
  FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::float8[], $5::smallint[], $6::boolean[]) WITH ORDINALITY
    AS given (a, b, c, d, e, f, place) ORDER BY place`;

describe('columns as binary arrays', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  const readBack = async (given: readonly (readonly unknown[])[]): Promise<unknown[][]> => {
    const values = encodeColumns(TYPES, given);
    const answer = await store.database.query('x', 'default', { statement: { name: 'read_back', text: READ_BACK }, values });
    return answer.map((row) => ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => row[name] as unknown));
  };

  it('are read by PostgreSQL as the values that were given, nulls included', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const zero = (value: unknown) => (value === 0 ? 0 : value);
        expect((await readBack(given)).map((row) => row.map(zero))).toEqual(given.map((row) => row.map(zero)));
      }),
      { numRuns: 50 },
    );
  });

  it('are empty arrays for no rows', async () => {
    expect(await readBack([])).toEqual([]);
  });

  it('keep the sign of zero and the largest doubles', async () => {
    const doubles = [-0, Number.MAX_VALUE, Number.MIN_VALUE];
    const back = await readBack(doubles.map((value) => ['0', '', '', value, 0, false]));
    expect(back.map((row) => row[3])).toEqual(doubles);
  });

  it('are as many as there are types', () => {
    expect(encodeColumns(['text', 'bigint'], [['a', '1']])).toHaveLength(2);
    expect(encodeColumns([], [])).toEqual([]);
  });
});
