import { randomUUID } from 'node:crypto';
import type { Principal } from '@stemedb/access/api-keys';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { AS_OF } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import type { JudgeSourceResponse, SourceStatus } from './source-status.dto';
import { SourceStatusService } from './source-status.service';
import { sourceStatusAt } from './source-status.statements';
import { SourcesModule } from './sources.module';
import { SourcesService } from './sources.service';
import { named, plant, plantMany } from './testing';

const admin = (namespace = 'team'): Principal => ({ keyId: randomUUID(), role: 'admin', namespace, agentIds: [] });
const because = (status: SourceStatus) => ({ status, reason: 'because' });

describe('the status of a source', () => {
  let store: OpenStore;
  let statuses: SourceStatusService;
  let sources: SourcesService;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, SourcesModule] });
    statuses = store.get(SourceStatusService);
    sources = store.get(SourcesService);
  });

  afterAll(() => store.close());

  const register = async (name: string, namespace = 'team') => (await sources.register({ hash: named(name) }, { principal: admin(namespace) })).recorded_at;
  const judge = (name: string, status: SourceStatus, namespace = 'team'): Promise<JudgeSourceResponse> =>
    statuses.judge(named(name), because(status), admin(namespace));
  const records = (name: string) =>
    store.database.query<{ status: string; reason: string }>('x', 'team', {
      statement: { text: 'SELECT status, reason FROM source_status WHERE source_hash = $1 ORDER BY recorded_at' },
      values: [Buffer.from(named(name), 'hex')],
    });
  const statusAt = async (name: string, moment: string) => {
    const text = `SELECT ${sourceStatusAt("'team'", '$1::bytea', AS_OF)} AS status`;
    const { rows } = await store.database.readAt('x', 'team', moment, [{ statement: { text }, values: [Buffer.from(named(name), 'hex')] }]);
    return rows[0]?.[0]?.['status'] as unknown;
  };

  it('changes, and what it was stays on record', async () => {
    const registered = await register('changes');
    const deprecated = await judge('changes', 'deprecated');
    const retracted = await judge('changes', 'retracted');
    expect(deprecated).toMatchObject({ hash: named('changes'), outcome: 'changed', status: 'deprecated', previous: 'active' });
    expect(retracted).toMatchObject({ outcome: 'changed', status: 'retracted', previous: 'deprecated' });
    expect([await statusAt('changes', registered), await statusAt('changes', deprecated.recorded_at), await statusAt('changes', retracted.recorded_at)]).toEqual([
      'active',
      'deprecated',
      'retracted',
    ]);
    expect(await records('changes')).toEqual([because('deprecated'), because('retracted')]);
  });

  it('leaves an audit of each change, in the same commit, and of nothing else', async () => {
    await register('audited');
    await judge('audited', 'retracted');
    await judge('audited', 'retracted');
    const audits = await store.database.query<{ act: string; payload: string }>('x', 'team', {
      statement: { text: 'SELECT act, payload FROM audit WHERE payload LIKE $1' },
      values: [`%${named('audited')}%`],
    });
    expect(audits.map(({ act, payload }) => [act, JSON.parse(payload)])).toEqual([
      ['source.status', { detail: { source_hash: named('audited'), status: 'retracted', previous: 'active', reason: 'because' } }],
    ]);
  });

  it('said again writes nothing and is answered as the first time', async () => {
    await register('again');
    await plant(store.database, 'team', { name: 'again 1', source: 'again' });
    const first = await judge('again', 'retracted');
    await plant(store.database, 'team', { name: 'again 2', source: 'again' });
    expect(await judge('again', 'retracted')).toEqual({ ...first, outcome: 'unchanged' });
    expect(await records('again')).toHaveLength(1);
  });

  it('is active from its registration on without a record', async () => {
    const registered = await register('fresh');
    expect(await judge('fresh', 'active')).toMatchObject({ outcome: 'unchanged', previous: 'active', recorded_at: registered });
    expect(await records('fresh')).toEqual([]);
  });

  it('changes once where many say the same at once', async () => {
    await register('at once');
    const answers = await Promise.all(Array.from({ length: 12 }, () => judge('at once', 'retracted')));
    expect(answers.filter(({ outcome }) => outcome === 'changed')).toHaveLength(1);
    expect(new Set(answers.map(({ recorded_at }) => recorded_at)).size).toBe(1);
    expect(await records('at once')).toHaveLength(1);
  });

  it('follows on the one before where two say different things at once', async () => {
    await register('in turn');
    const answers = await Promise.all([judge('in turn', 'retracted'), judge('in turn', 'deprecated')]);
    const [first, second] = [...answers].sort((left, right) => (left.recorded_at < right.recorded_at ? -1 : 1));
    expect([first?.previous, second?.previous]).toEqual(['active', first?.status]);
  });

  it('is shown with its reason, as of the moment asked about', async () => {
    const registered = await register('shown');
    const { recorded_at } = await judge('shown', 'retracted');
    expect(await sources.find('team', named('shown'))).toMatchObject({ status: 'retracted', status_reason: 'because', status_recorded_at: recorded_at, as_of: recorded_at });
    expect(await sources.find('team', named('shown'), registered)).toMatchObject({ status: 'active', status_reason: null, as_of: registered });
    const { items } = await sources.list('team', { limit: 1, as_of: recorded_at });
    expect(items[0]).toMatchObject({ hash: named('shown'), status: 'retracted' });
  });

  it('is that of one namespace', async () => {
    await Promise.all([register('walls'), register('walls', 'other')]);
    await judge('walls', 'retracted');
    expect(await sources.find('other', named('walls'))).toMatchObject({ status: 'active' });
    await expect(judge('walls', 'retracted', 'third')).rejects.toMatchObject({ code: 'source_not_found', status: 404 });
  });

  it('needs a registered source, and there is none without evidence', async () => {
    await plant(store.database, 'team', { name: 'cites the unregistered', source: 'unregistered' });
    await expect(judge('unregistered', 'retracted')).rejects.toMatchObject({ code: 'source_not_found', status: 404 });
    const zero = '0'.repeat(64);
    await sources.register({ hash: zero }, { principal: admin() });
    await expect(statuses.judge(zero, because('retracted'), admin())).rejects.toMatchObject({ code: 'source_not_found' });
  });

  it('tells what rests on the source: those that cite it, and all that derives from them', async () => {
    await register('root');
    await plant(
      store.database,
      'team',
      { name: 'r1', source: 'root' },
      { name: 'r2', source: 'root', parent: 'r1' },
      { name: 'r3', parent: 'r1' },
      { name: 'r4', parent: 'r3', source: 'another' },
      { name: 'r5', parent: 'unknown' },
      { name: 'r6' },
    );
    expect((await judge('root', 'retracted')).affected).toEqual({ assertions: 2, descendants: 2 });
  });

  it('does not count what is held back, but what derives from it', async () => {
    await register('held');
    await plant(
      store.database,
      'team',
      { name: 'h1', source: 'held', quarantine: 'pending' },
      { name: 'h2', parent: 'h1' },
      { name: 'h3', source: 'held', quarantine: 'rejected' },
      { name: 'h4', source: 'held', quarantine: 'approved' },
    );
    expect((await judge('held', 'retracted')).affected).toEqual({ assertions: 1, descendants: 1 });
  });

  it('counts a circle once, wherever it is entered', async () => {
    await register('circle');
    await plant(
      store.database,
      'team',
      { name: 'c1', parent: 'c3', source: 'circle' },
      { name: 'c2', parent: 'c1' },
      { name: 'c3', parent: 'c2' },
      { name: 'c4', parent: 'c4', source: 'circle' },
    );
    expect((await judge('circle', 'retracted')).affected).toEqual({ assertions: 2, descendants: 2 });
  });

  it('of a source with ten thousand claims, and as many derived ones in one line, is told whole', async () => {
    await register('many');
    await plantMany(store.database, 'team', { prefix: 'star', count: 10_000, source: 'many' });
    await plantMany(store.database, 'team', { prefix: 'line', count: 10_000, parent: 'star1', chain: true });
    expect((await judge('many', 'retracted')).affected).toEqual({ assertions: 10_000, descendants: 10_000 });
  });
});
