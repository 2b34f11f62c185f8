import { named, plant, plantMany, plantRetraction, plantSource } from '@stemedb/knowledge/sources/testing';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { impactSchema } from './impact.dto';
import { ImpactService } from './impact.service';
import { type AssertionProvenance, type ProvenanceQuery, provenanceSchema, type SourceProvenance } from './provenance.dto';
import { ProvenanceModule } from './provenance.module';
import { ProvenanceService } from './provenance.service';

const PREHISTORY = '2000-01-01T00:00:00.000000Z';

let store: OpenStore;
let provenance: ProvenanceService;

beforeAll(async () => {
  store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, ProvenanceModule] });
  provenance = store.get(ProvenanceService);
});

afterAll(() => store.close());

const register = (name: string, namespace = 'team') => plantSource(store.database, namespace, name);
const retract = (name: string) => plantRetraction(store.database, 'team', name);
const page = (changes: Partial<ProvenanceQuery>): ProvenanceQuery => ({ ...provenanceSchema.parse({ hash: named('any') }), hash: undefined, ...changes });
const below = (name: string, changes: Partial<ProvenanceQuery> = {}) =>
  provenance.find('team', page({ hash: named(name), ...changes })) as Promise<SourceProvenance>;
const above = (name: string, changes: Partial<ProvenanceQuery> = {}) =>
  provenance.find('team', page({ assertion: named(name), ...changes })) as Promise<AssertionProvenance>;
const depths = (items: readonly { readonly hash: string; readonly depth: number }[], ...names: string[]) =>
  Object.fromEntries(items.map(({ hash, depth }) => [names.find((name) => named(name) === hash) ?? hash, depth]));

async function allPages<P extends { items: readonly { hash: string }[]; next_cursor: string | null }>(read: (cursor: string | undefined) => Promise<P>) {
  const hashes: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next_cursor } = await read(cursor);
    hashes.push(...items.map(({ hash }) => hash));
    if (next_cursor === null) return hashes;
    cursor = next_cursor;
  }
}

describe('the provenance of a source', () => {
  it('is every claim that cites it and what derives from those, each at its least depth', async () => {
    await register('tree');
    await plant(
      store.database,
      'team',
      { name: 'a', source: 'tree' },
      { name: 'b', parent: 'a' },
      { name: 'c', parent: 'b' },
      { name: 'd', parent: 'c', source: 'tree' },
      { name: 'e', parent: 'd' },
      { name: 'f', parent: 'elsewhere' },
    );
    const { items, status, next_cursor } = await below('tree');
    expect(depths(items, 'a', 'b', 'c', 'd', 'e')).toEqual({ a: 0, b: 1, c: 2, d: 0, e: 1 });
    expect([items.length, status, next_cursor]).toEqual([5, 'active', null]);
    expect(items.at(-1)).toMatchObject({ hash: named('c'), parent_hash: named('b'), subject: 'planted', predicate: 'value' });
  });

  it('ends where claims run in a circle', async () => {
    await register('ring');
    await plant(store.database, 'team', { name: 'r1', parent: 'r2', source: 'ring' }, { name: 'r2', parent: 'r1' });
    expect(depths((await below('ring')).items, 'r1', 'r2')).toEqual({ r1: 0, r2: 1 });
  });

  it('goes through claims that are held back and shows none', async () => {
    await register('held');
    await plant(
      store.database,
      'team',
      { name: 'h1', source: 'held', quarantine: 'pending' },
      { name: 'h2', parent: 'h1', quarantine: 'rejected' },
      { name: 'h3', parent: 'h2' },
      { name: 'h4', parent: 'h3', quarantine: 'approved' },
    );
    expect(depths((await below('held')).items, 'h3', 'h4')).toEqual({ h3: 2, h4: 3 });
  });

  it.each([1, 3, 7, 100])('comes page by page of %d, each claim once, whatever is written meanwhile', async (limit) => {
    const [source, prefix] = [`paged ${limit}`, `page ${limit} `];
    await register(source);
    await plantMany(store.database, 'team', { prefix, count: 5, source });
    await plantMany(store.database, 'team', { prefix: `below ${prefix}`, count: 5, parent: `${prefix}3`, chain: true });
    const whole = (await below(source)).items.map(({ hash }) => hash);
    expect(whole).toHaveLength(10);
    let written = 0;
    const seen = await allPages(async (cursor) => {
      await plant(store.database, 'team', { name: `${prefix} meanwhile ${(written += 1)}`, source });
      const answer = await below(source, { limit, cursor });
      return answer;
    });
    expect(seen.filter((hash) => whole.includes(hash))).toEqual(whole);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeLessThanOrEqual(whole.length + 1);
  });

  it('is that of its moment for ever', async () => {
    await register('timed');
    const moment = await plant(store.database, 'team', { name: 't1', source: 'timed' });
    const before = await below('timed', { as_of: moment });
    await plant(store.database, 'team', { name: 't2', parent: 't1' });
    await retract('timed');
    expect(await below('timed', { as_of: moment })).toEqual(before);
    expect(await below('timed')).toMatchObject({ status: 'retracted', items: [{}, {}] });
  });

  it('of an unknown source, of one of another namespace or of a later one is missing', async () => {
    await register('foreign', 'other');
    await register('later');
    await expect(below('nobody')).rejects.toMatchObject({ code: 'source_not_found', status: 404 });
    await expect(below('foreign')).rejects.toMatchObject({ code: 'source_not_found' });
    await expect(below('later', { as_of: PREHISTORY })).rejects.toMatchObject({ code: 'source_not_found' });
    await expect(below('later', { as_of: '2999-01-01T00:00:00.000000Z' })).rejects.toMatchObject({ code: 'as_of_in_future', status: 422 });
  });

  it('takes the cursor of no other list', async () => {
    await register('one');
    await register('two');
    await plantMany(store.database, 'team', { prefix: 'one ', count: 3, source: 'one' });
    const { next_cursor } = await below('one', { limit: 1 });
    const cursor = next_cursor ?? '';
    await expect(below('two', { cursor })).rejects.toMatchObject({ code: 'validation_failed', status: 400 });
    await expect(store.get(ImpactService).find('team', named('one'), impactSchema.parse({ cursor }))).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(above('one 1', { cursor })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('the provenance of an assertion', () => {
  it('is the line of its parents, each with its source', async () => {
    await register('cited');
    await plant(store.database, 'team', { name: 'u1', source: 'cited' }, { name: 'u2', parent: 'u1', source: 'unregistered' }, { name: 'u3', parent: 'u2' });
    await retract('cited');
    const { items } = await above('u3');
    expect(items.map(({ hash, depth, source }) => [hash, depth, source])).toEqual([
      [named('u3'), 0, null],
      [named('u2'), 1, { registered: false, title: null, status: 'active' }],
      [named('u1'), 2, { registered: true, title: 'cited', status: 'retracted' }],
    ]);
  });

  it('comes page by page', async () => {
    await plantMany(store.database, 'team', { prefix: 'long', count: 10, chain: true });
    const seen = await allPages((cursor) => above('long10', { limit: 3, cursor }));
    expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => named(`long${10 - index}`)));
  });

  it('ends in a circle, and leaves out what is held back', async () => {
    await plant(store.database, 'team', { name: 'v1', parent: 'v2' }, { name: 'v2', parent: 'v1' }, { name: 'v3', parent: 'v1' });
    expect(depths((await above('v3')).items, 'v1', 'v2', 'v3')).toEqual({ v3: 0, v1: 1, v2: 2 });
    await plant(store.database, 'team', { name: 'w1' }, { name: 'w2', parent: 'w1', quarantine: 'pending' }, { name: 'w3', parent: 'w2' });
    expect(depths((await above('w3')).items, 'w1', 'w3')).toEqual({ w3: 0, w1: 2 });
  });

  it('of an unknown assertion, of a held one or of a later one is missing', async () => {
    await plant(store.database, 'team', { name: 'x1', quarantine: 'pending' }, { name: 'x2', parent: 'x1' });
    await plant(store.database, 'other', { name: 'x3' });
    for (const name of ['unknown', 'x1', 'x3']) await expect(above(name)).rejects.toMatchObject({ code: 'assertion_not_found', status: 404 });
    await expect(above('x2', { as_of: PREHISTORY })).rejects.toMatchObject({ code: 'assertion_not_found' });
  });
});
