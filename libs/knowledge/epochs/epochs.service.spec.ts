import type { Principal } from '@stemedb/access/api-keys';
import { keysOf } from '@stemedb/knowledge/assertions/testing';
import { signRecord } from '@stemedb/knowledge/signed-records/testing';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { encodeCursor } from '@stemedb/platform/http';
import type { CreateEpoch } from './epoch.dto';
import { SUPERSEDED_EPOCHS } from './epoch.statements';
import { EpochsModule } from './epochs.module';
import { EpochsService } from './epochs.service';

const KEY = '00000000-0000-4000-8000-000000000000';
const principal = (changes: Partial<Principal> = {}): Principal => ({ keyId: KEY, role: 'write_agent', namespace: 'team', agentIds: [], ...changes });
const epoch = (id: string, changes: Partial<CreateEpoch> = {}): CreateEpoch => ({ id, name: id.toUpperCase(), starts_at: 1, ...changes });
const after = (id: string, supersedes: string, supersession_type: CreateEpoch['supersession_type'] = 'Temporal') => epoch(id, { supersedes, supersession_type });

describe('an epoch', () => {
  let store: OpenStore;
  let epochs: EpochsService;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, EpochsModule] });
    epochs = store.get(EpochsService);
  });

  afterAll(() => store.close());

  const create = (body: CreateEpoch, namespace = 'team') => epochs.create(body, { principal: principal({ namespace }) });
  const supersededIn = async (namespace: string, moment?: string) => {
    const { rows } = await store.database.readAt('x', namespace, moment, [{ statement: SUPERSEDED_EPOCHS, values: [namespace] }]);
    return (rows[0] ?? []).map((row) => String(row['id']));
  };

  it('is made once and then known', async () => {
    const created = await create(epoch('one', { description: 'd', ends_at: 2 }));
    expect(created).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), status: 'created', recorded_at: expect.stringMatching(/\.\d{6}Z$/) });
    expect(await create(epoch('one', { description: 'd', ends_at: 2 }))).toEqual({ ...created, status: 'duplicate' });
    expect(await epochs.find('team', 'one', undefined)).toEqual({
      as_of: expect.stringMatching(/\.\d{6}Z$/),
      id: 'one',
      name: 'ONE',
      description: 'd',
      supersedes: null,
      supersession_type: null,
      starts_at: 1,
      ends_at: 2,
      superseded_by: null,
      superseded: false,
      hash: created.hash,
      agent_id: null,
      timestamp: null,
      signature: null,
      recorded_at: created.recorded_at,
    });
  });

  it('keeps its id: another one under it is refused, also when both come at once', async () => {
    await expect(create(epoch('one'))).rejects.toMatchObject({ code: 'epoch_exists', status: 409 });
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => create(epoch('race', { name }))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'epoch_exists' } });
    const same = await Promise.all([1, 2, 3].map(() => create(epoch('same'))));
    expect(same.map(({ status }) => status).sort()).toEqual(['created', 'duplicate', 'duplicate']);
  });

  it('belongs to its namespace', async () => {
    await create(epoch('mine'));
    await expect(epochs.find('other', 'mine', undefined)).rejects.toMatchObject({ code: 'epoch_not_found', status: 404 });
    await expect(create(after('theirs', 'mine'), 'other')).rejects.toMatchObject({ code: 'epoch_not_found', options: { errors: [{ path: 'supersedes' }] } });
    expect(await create(epoch('mine', { name: 'theirs' }), 'other')).toMatchObject({ status: 'created' });
    expect(await epochs.find('team', 'mine', undefined)).toMatchObject({ name: 'MINE' });
  });

  it('does not replace what does not exist, nor itself', async () => {
    await expect(create(after('two', 'nothing'))).rejects.toMatchObject({ code: 'epoch_not_found', status: 404 });
    await expect(create(after('two', 'two'))).rejects.toMatchObject({ code: 'epoch_cycle', status: 409 });
    await expect(epochs.find('team', 'two', undefined)).rejects.toMatchObject({ code: 'epoch_not_found' });
  });

  it('is signed over everything that was given', async () => {
    const body = epoch('signed', { description: 'd' });
    const signed = signRecord('epoch', body, keysOf(3));
    await expect(create({ ...signed, name: 'changed' })).rejects.toMatchObject({ code: 'record_signature_invalid', status: 422 });
    expect(await create(signed)).toMatchObject({ status: 'created' });
    expect(await epochs.find('team', 'signed', undefined)).toMatchObject({ agent_id: keysOf(3).agentId, timestamp: signed.timestamp, signature: signed.signature });
    await expect(create(body)).rejects.toMatchObject({ code: 'epoch_exists' });
    const agents = await store.database.query('x', 'team', { statement: { text: 'SELECT FROM agent WHERE agent_id = $1' }, values: [Buffer.from(keysOf(3).agentId, 'hex')] });
    expect(agents).toHaveLength(1);
  });

  it('is superseded from a moment on, and was not before', async () => {
    const namespace = 'moments';
    const old = await create(epoch('old'), namespace);
    const refined = await create(after('exact', 'old', 'Refinement'), namespace);
    const replaced = await create(after('new', 'old'), namespace);
    const look = async (moment: string) => {
      const { superseded_by, superseded } = await epochs.find(namespace, 'old', moment);
      return [superseded_by, superseded, await supersededIn(namespace, moment)];
    };
    expect(await look(old.recorded_at)).toEqual([null, false, []]);
    expect(await look(refined.recorded_at)).toEqual([{ id: 'exact', type: 'Refinement' }, false, []]);
    expect(await look(replaced.recorded_at)).toEqual([{ id: 'new', type: 'Temporal' }, true, ['old']]);
    await create(after('newest', 'old', 'Invalidate'), namespace);
    await create(after('nicest', 'old', 'Refinement'), namespace);
    expect(await look(replaced.recorded_at)).toEqual([{ id: 'new', type: 'Temporal' }, true, ['old']]);
    expect((await epochs.find(namespace, 'old', undefined)).superseded_by).toEqual({ id: 'newest', type: 'Invalidate' });
    await expect(epochs.find(namespace, 'new', refined.recorded_at)).rejects.toMatchObject({ code: 'epoch_not_found' });
    await expect(epochs.find(namespace, 'old', '9999-01-01T00:00:00.000000Z')).rejects.toMatchObject({ code: 'as_of_in_future', status: 422 });
  });

  it('falls with what refined it, and with what replaced it, however long the chain', async () => {
    const namespace = 'chains';
    await create(epoch('a'), namespace);
    await create(after('b', 'a', 'Refinement'), namespace);
    await create(after('c', 'b', 'Refinement'), namespace);
    expect(await supersededIn(namespace)).toEqual([]);
    await create(after('d', 'c', 'Invalidate'), namespace);
    await create(epoch('z'), namespace);
    await create(after('e', 'd', 'Retraction'), namespace);
    expect(await supersededIn(namespace)).toEqual(['a', 'b', 'c', 'd']);
    const { items } = await epochs.list(namespace, { limit: 50 });
    expect(items.map(({ id, superseded }) => [id, superseded])).toEqual([['e', false], ['z', false], ['d', true], ['c', true], ['b', true], ['a', true]]);
    expect(await supersededIn('nowhere')).toEqual([]);
  });

  it('ends every walk, even in a store that holds a circle', async () => {
    const insert = (id: string, supersedes: string) => ({
      statement: { text: `INSERT INTO epoch (namespace, id, name, supersedes, supersession_type, starts_at, hash, key_id) VALUES ('circle', $1, 'n', $2, 'Temporal', 1, decode(repeat('00', 32), 'hex'), '${KEY}')` },
      values: [id, supersedes],
    });
    await store.database.commit('x', 'circle', [insert('a', 'b'), insert('b', 'a'), insert('c', 'd')]);
    expect(await supersededIn('circle')).toEqual(['a', 'b', 'd']);
    expect(await create(after('e', 'a'), 'circle')).toMatchObject({ status: 'created' });
    await expect(create(after('d', 'c'), 'circle')).rejects.toMatchObject({ code: 'epoch_cycle', status: 409 });
  });
});

describe('the list of epochs', () => {
  let store: OpenStore;
  let epochs: EpochsService;
  const create = (body: CreateEpoch) => epochs.create(body, { principal: principal() });

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, EpochsModule] });
    epochs = store.get(EpochsService);
    for (let index = 0; index < 7; index += 1) await create(epoch(`epoch ${index}`));
  });

  afterAll(() => store.close());

  it.each([1, 2, 3, 7, 8])('is the newest first, page by page of %d as of its first page, whatever comes meanwhile', async (limit) => {
    const whole = (await epochs.list('team', { limit: 1_000 })).items;
    const seen: unknown[] = [];
    const moments = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await epochs.list('team', { limit, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items);
      moments.add(page.as_of);
      cursor = page.next_cursor ?? undefined;
      if (cursor !== undefined) await create(after(`meanwhile ${limit} ${seen.length}`, 'epoch 0'));
    } while (cursor !== undefined);
    expect([seen, moments.size]).toEqual([whole, 1]);
  });

  it('gives the same answer as of the same moment for ever', async () => {
    const page = await epochs.list('team', { limit: 3 });
    await create(after('later', 'epoch 6'));
    expect(await epochs.list('team', { limit: 3, as_of: page.as_of })).toMatchObject({ as_of: page.as_of, items: page.items });
    expect((await epochs.list('team', { limit: 3 })).items[0]).toMatchObject({ id: 'later' });
    expect((await epochs.list('team', { limit: 3, as_of: '1970-01-01T00:00:00.000000Z' })).items).toEqual([]);
  });

  it('refuses a cursor of another list, of another moment, or none at all', async () => {
    const { next_cursor } = await epochs.list('team', { limit: 1 });
    const cursors = ['nonsense', encodeCursor('sources', ['2026-01-01T00:00:00.000000Z', 'ab'.repeat(32)])];
    for (const cursor of cursors) await expect(epochs.list('team', { limit: 1, cursor })).rejects.toMatchObject({ code: 'validation_failed', status: 400 });
    await expect(epochs.list('other', { limit: 1, cursor: next_cursor ?? '' })).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(epochs.list('team', { limit: 1, cursor: next_cursor ?? '', as_of: '1970-01-01T00:00:00.000000Z' })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
