import { withClient } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { LEFT_OUT, RECORD_KINDS } from './record-kinds.rules';

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly column_default: string | null;
}

const byName = (left: string, right: string): number => (left < right ? -1 : 1);

describe('the kinds of records', () => {
  let store: OpenStore;
  let columns: readonly Column[];

  beforeAll(async () => {
    store = await openStore();
    const statement = `SELECT table_name, column_name, column_default FROM information_schema.columns WHERE table_schema = 'public'`;
    columns = (await withClient(store.adminUrl, (client) => client.query<Column>(statement))).rows;
  });
  afterAll(() => store.close());

  it('are every table of the store but those that are named as left out', () => {
    const tables = [...new Set(columns.map(({ table_name }) => table_name))];
    expect([...RECORD_KINDS.map(({ table }) => table), ...LEFT_OUT].sort(byName)).toEqual(tables.sort(byName));
  });

  it.each(RECORD_KINDS.map((kind) => [kind.kind, kind] as const))('have every column of their table: %s', (_name, kind) => {
    const declared = ['namespace', ...Object.keys(kind.columns).map((name) => kind.renamed?.[name] ?? name)];
    const found = columns.filter(({ table_name }) => table_name === kind.table).map(({ column_name }) => column_name);
    expect(declared.sort(byName)).toEqual(found.sort(byName));
  });

  it.each(RECORD_KINDS.map((kind) => [kind.kind, kind] as const))('stand in the order of their primary key: %s', async (_name, kind) => {
    const statement = `
      SELECT a.attname::text AS name FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
      WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)`;
    const { rows } = await withClient(store.adminUrl, (client) => client.query<{ name: string }>(statement, [kind.table]));
    expect(rows.map(({ name }) => name)).toEqual(['namespace', ...kind.key]);
  });

  it('leave out of a line what the schema gives older rows, and nothing else', () => {
    const initial = RECORD_KINDS.flatMap((kind) => Object.entries(kind.initial ?? {}).map(([name, value]) => [kind.table, name, String(value)]));
    expect(initial).toEqual([['trust_event', 'ordinal', '0']]);
    for (const [table, name, value] of initial) {
      expect(columns.find((column) => column.table_name === table && column.column_name === name)?.column_default).toBe(value);
    }
  });

  it('have names that are each their own, in order, and refer to one another', () => {
    const names = RECORD_KINDS.map(({ kind }) => kind);
    expect(names).toEqual([...new Set(names)].sort(byName));
    for (const { references = [], named, columns: own } of RECORD_KINDS) {
      expect(Object.keys(own)).toContain(named);
      for (const { to } of references) expect(names).toContain(to);
    }
  });
});
