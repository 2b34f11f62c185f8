import type { Principal } from '@stemedb/access/api-keys';
import { keysOf, SIGNED_AT } from '@stemedb/knowledge/assertions/testing';
import type { WriteContext } from '@stemedb/knowledge/assertions';
import { contentHash, recordAddress, recordMessage, sign } from '@stemedb/knowledge/claims';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { encodeCursor } from '@stemedb/platform/http';
import type { RegisterSource } from './source.dto';
import { SourcesModule } from './sources.module';
import { SourcesService } from './sources.service';

const MOMENT = '2026-01-01T00:00:00.000000Z';
const HASH = 'ab'.repeat(32);
const context = (changes: Partial<Principal> = {}): WriteContext => ({ principal: principal(changes) });

const principal = (changes: Partial<Principal> = {}): Principal => ({
  keyId: 'key',
  role: 'write_agent',
  namespace: 'team',
  agentIds: [],
  ...changes,
});

/** A registration signed by the agent of this number, as docs/signing.md describes it. */
function signed(source: RegisterSource, agent = 1, timestamp = SIGNED_AT): RegisterSource {
  const keys = keysOf(agent);
  const { content, ...metadata } = source;
  const registration = { ...metadata, hash: source.hash ?? contentHash(content ?? ''), agent_id: keys.agentId, timestamp };
  const signature = sign(recordMessage('source', recordAddress('source', registration)), keys.secretKey);
  return { ...source, agent_id: keys.agentId, timestamp, signature };
}

describe('a source', () => {
  let store: OpenStore;
  let sources: SourcesService;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, SourcesModule] });
    sources = store.get(SourcesService);
  });

  afterAll(() => store.close());

  it('is created once, under the BLAKE3 of its content, and then known', async () => {
    const created = await sources.register({ content: 'abc' }, context());
    expect(created).toEqual({
      hash: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
      status: 'created',
      recorded_at: expect.stringMatching(/\.\d{6}Z$/),
    });
    expect(await sources.register({ content: 'abc', title: 'Another title' }, context())).toEqual({ ...created, status: 'duplicate' });
    expect(await sources.find('team', created.hash)).toMatchObject({ title: null, content: 'abc', content_bytes: 3 });
  });

  it('is read as it was registered', async () => {
    const source = {
      content: 'é\0\r\n',
      title: 't',
      uri: 'u',
      author: 'a',
      published_at: '2017-12',
      source_class: 'Clinical',
      media_type: 'text/plain',
    } as const;
    const { hash, recorded_at } = await sources.register(source, context());
    expect(await sources.find('team', hash)).toEqual({
      ...source,
      hash,
      recorded_at,
      agent_id: null,
      content_bytes: 5,
      status: 'active',
      status_reason: null,
      status_recorded_at: null,
      as_of: recorded_at,
    });
  });

  it('may be its hash alone', async () => {
    const { hash } = await sources.register({ hash: HASH, title: 'paper' }, context());
    expect(await sources.find('team', hash)).toMatchObject({ hash: HASH, title: 'paper', content: null, content_bytes: null });
  });

  it('does not exist in another namespace, nor unregistered', async () => {
    const { hash } = await sources.register({ content: 'mine' }, context());
    await expect(sources.find('other', hash)).rejects.toMatchObject({ code: 'source_not_found', status: 404 });
    await expect(sources.find('team', '00'.repeat(32))).rejects.toMatchObject({ code: 'source_not_found', status: 404 });
    await expect(sources.register({ content: 'mine' }, context({ namespace: 'other' }))).resolves.toMatchObject({ status: 'created' });
  });

  it('is refused when its content has another hash than declared', async () => {
    const hash = contentHash('declared');
    await expect(sources.register({ content: 'declared', hash }, context())).resolves.toMatchObject({ hash, status: 'created' });
    await expect(sources.register({ content: 'changed', hash }, context())).rejects.toMatchObject({
      code: 'source_hash_mismatch',
      status: 422,
      options: { errors: [{ path: 'hash', message: `expected ${contentHash('changed')}` }] },
    });
  });

  it('is signed over its hash and the metadata that was given', async () => {
    const source = signed({ content: 'signed', title: 't', source_class: 'Expert' });
    const { hash } = await sources.register(source, context());
    expect(await sources.find('team', hash)).toMatchObject({ agent_id: keysOf(1).agentId });
    await expect(sources.register(signed({ hash: 'cd'.repeat(32) }), context())).resolves.toMatchObject({ status: 'created' });
  });

  it.each<[string, (source: RegisterSource) => RegisterSource, string]>([
    ['another title', (source) => ({ ...source, title: 'changed' }), 'signature'],
    ['no title', ({ title: _title, ...source }) => source, 'signature'],
    ['more metadata', (source) => ({ ...source, author: 'added' }), 'signature'],
    ['another content', (source) => ({ ...source, content: 'changed' }), 'signature'],
    ['another agent', (source) => ({ ...source, agent_id: keysOf(2).agentId }), 'signature'],
    ['another time', (source) => ({ ...source, timestamp: SIGNED_AT + 1 }), 'signature'],
    ['a time in the future', (source) => signed({ content: source.content, title: 't' }, 1, 4_000_000_000), 'timestamp'],
  ])('is refused when its signature is for %s', async (_what, change, path) => {
    await expect(sources.register(change(signed({ content: 'refused', title: 't' })), context())).rejects.toMatchObject({
      code: 'source_signature_invalid',
      status: 422,
      options: { errors: [{ path }], extensions: { address: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
    await expect(sources.find('team', contentHash('refused'))).rejects.toMatchObject({ code: 'source_not_found' });
  });

  it('makes its signer known, but only when it is new', async () => {
    const known = (agent: number) =>
      store.database.query('x', 'team', {
        statement: { text: 'SELECT FROM agent WHERE agent_id = $1' },
        values: [Buffer.from(keysOf(agent).agentId, 'hex')],
      });
    await sources.register(signed({ content: 'known' }, 11), context());
    expect(await known(11)).toHaveLength(1);
    await expect(sources.register(signed({ content: 'known' }, 12), context())).resolves.toMatchObject({ status: 'duplicate' });
    expect(await known(12)).toEqual([]);
    await expect(sources.register(signed({ content: 'known too' }, 12), context())).resolves.toMatchObject({ status: 'created' });
    expect(await known(12)).toHaveLength(1);
  });

  it('is refused from a key that may not act for its signer', async () => {
    await expect(sources.register(signed({ content: 'bound' }), context({ agentIds: [keysOf(2).agentId] }))).rejects.toMatchObject({
      code: 'agent_not_permitted',
    });
    await expect(sources.register(signed({ content: 'bound' }), context({ agentIds: [keysOf(1).agentId] }))).resolves.toMatchObject({
      status: 'created',
    });
  });
});

describe('the list of sources', () => {
  let store: OpenStore;
  let sources: SourcesService;
  const hashes: string[] = [];

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, SourcesModule] });
    sources = store.get(SourcesService);
    for (let index = 0; index < 7; index += 1) hashes.unshift((await sources.register({ content: `source ${index}` }, context())).hash);
  });

  afterAll(() => store.close());

  it.each([1, 2, 3, 7, 8])('is the newest first, page by page of %d, whatever comes meanwhile', async (limit) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await sources.list('team', { limit, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ hash }) => hash));
      cursor = page.next_cursor ?? undefined;
      if (cursor !== undefined)
        hashes.unshift((await sources.register({ content: `meanwhile ${limit} ${seen.length}` }, context())).hash);
    } while (cursor !== undefined);
    expect(seen).toEqual(hashes.slice(hashes.length - seen.length));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('is the one of its moment, page by page, also where it is asked for later', async () => {
    const { as_of } = await sources.list('team', { limit: 1 });
    const whole = await sources.list('team', { limit: 1_000, as_of });
    await sources.register({ content: 'later than the moment' }, context());
    expect(await sources.list('team', { limit: 1_000, as_of })).toEqual(whole);
    const first = await sources.list('team', { limit: 2, as_of });
    const second = await sources.list('team', { limit: 1_000, as_of, cursor: first.next_cursor ?? '' });
    expect([...first.items, ...second.items]).toEqual(whole.items);
    await expect(sources.list('team', { limit: 2, cursor: first.next_cursor ?? '' })).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('holds no contents', async () => {
    const { items } = await sources.list('team', { limit: 1 });
    expect(items[0]).not.toHaveProperty('content');
  });

  it.each([
    ['made up', 'nonsense'],
    ['of another list', encodeCursor('agents', [HASH])],
    ['with a moment that does not exist', encodeCursor('sources:', [MOMENT, '2026-02-30T00:00:00.000000Z', HASH])],
    ['with a key that is no hash', encodeCursor('sources:', [MOMENT, MOMENT, 'zz'])],
    ['with SQL in it', encodeCursor('sources:', [MOMENT, "'; DROP TABLE source; --", HASH])],
  ])('refuses a cursor that is %s', async (_what, cursor) => {
    await expect(sources.list('team', { limit: 1, cursor })).rejects.toMatchObject({ code: 'validation_failed', status: 400 });
  });
});
