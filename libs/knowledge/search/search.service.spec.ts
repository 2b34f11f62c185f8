import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { Projector } from '@stemedb/knowledge/projections';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { withClient } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { parseSearch } from './search-query.rules';
import { SearchModule } from './search.module';
import { SEARCH_PROJECTION } from './search.projection';
import { searchSchema } from './search.schema';
import { SearchService } from './search.service';
import { findClaims } from './search.statements';

const INSERT = `
  INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
    source_class, declared_class, lifecycle)
  SELECT $1, number, 8, sha256(number::text::bytea), 'thing ' || number, 'p', '{"type":"Text","value":"common"}', 1,
    decode(repeat('00', 32), 'hex'), 3, false, 'Proposed'
  FROM generate_series($2::int, $3::int) AS number`;

describe('the search of claims', () => {
  let store: OpenStore;
  let searches: SearchService;

  beforeAll(async () => {
    const imports = [ConfigModule.with(parseConfig({})), BatchingModule, AssertionsModule, SearchModule];
    store = await openStore({ imports });
    searches = store.get(SearchService);
    for (let from = 1; from < 20_000; from += 1_000) await write('team', from, from + 999);
    await write('other', 20_001, 20_100);
    await store.get(Projector).catchUp('team', SEARCH_PROJECTION);
    await store.source.query('ANALYZE');
  });
  afterAll(() => store.close());

  const write = (namespace: string, from: number, to: number) =>
    store.database.commit('x', namespace, [{ statement: { text: INSERT }, values: [namespace, from, to] }]);
  const subjects = async (namespace: string, q: string) =>
    (await searches.search(namespace, searchSchema.parse({ q }))).items.map((item) => item.subject);

  it('never misses what was recorded before it, however much that is', async () => {
    expect(await subjects('team', '20000')).toEqual(['thing 20000']);
    await write('team', 30_001, 30_001);
    expect(await subjects('team', '30001')).toEqual(['thing 30001']);
  });

  it('keeps to its namespace', async () => {
    expect([await subjects('other', '17'), await subjects('other', '20017')]).toEqual([[], ['thing 20017']]);
  });

  it('goes by the index of words, which row security would shut without the policy', async () => {
    const [open, find] = findClaims('team', parseSearch('777 common')!, searchSchema.parse({ q: '777 common' }), undefined);
    const explain = { statement: { text: `EXPLAIN ${find!.statement.text}` }, values: find!.values };
    const { rows } = await store.database.readAt('x', 'team', undefined, [open!, explain]);
    const plan = (rows[1] ?? []).map((row) => String(row['QUERY PLAN'])).join('\n');
    expect(plan).toContain('Bitmap Index Scan on search_document_index');
    expect(plan).not.toContain('Seq Scan on search_document');
  });

  it('shows no document to a transaction that asks for no words', async () => {
    const count = { statement: { text: 'SELECT FROM search_document' }, values: [] };
    expect(await store.database.query('x', 'team', count)).toEqual([]);
    const open = { statement: { text: `SELECT set_config('stemedb.search', '''@team'' & ''17''', true)` }, values: [] };
    const [, own] = (await store.database.readAt('x', 'team', undefined, [open, count])).rows;
    const [, foreign] = (await store.database.readAt('x', 'other', undefined, [open, count])).rows;
    expect([own?.length, foreign?.length]).toEqual([1, 0]);
  });

  it('can be made anew while the server runs', async () => {
    const before = await subjects('other', 'thing 20017');
    await withClient(store.url, (client) =>
      client.query(`BEGIN; SET LOCAL stemedb.namespace = 'other'; SET LOCAL stemedb.search = '''@other''';
        DELETE FROM search_document; DELETE FROM projection_checkpoint WHERE name = 'search_document'; COMMIT`),
    );
    expect([before, await subjects('other', 'thing 20017')]).toEqual([['thing 20017'], before]);
    expect(await subjects('team', 'thing 4711')).toEqual(['thing 4711']);
  });

  it('lets a document be removed, where it is asked for by the word of its namespace', async () => {
    const remove = (namespace: string) =>
      store.database.manage('x', namespace, async (manager) => {
        await manager.query(`SELECT set_config('stemedb.search', '''@team''', true)`);
        await manager.query('DELETE FROM search_document WHERE subject_key = 815');
      });
    await remove('other');
    expect(await subjects('team', '815')).toEqual(['thing 815']);
    await remove('team');
    expect(await subjects('team', '815')).toEqual([]);
  });

  it('refuses a question without a word', async () => {
    await expect(searches.search('team', searchSchema.parse({ q: '-' }))).rejects.toMatchObject({
      code: 'validation_failed',
      options: { errors: [{ path: 'q' }] },
    });
  });
});
