import { rm } from 'node:fs/promises';
import { ApiKeyModule } from '@stemedb/access/api-keys';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { makeTestDirectory } from '@stemedb/platform/embedded-postgres/testing';
import { feedQuerySchema } from './feed.dto';
import { FeedModule } from './feed.module';
import { FeedService } from './feed.service';

const INSERT = { text: `INSERT INTO trust_event (namespace, agent_id, trust, cause, detail) SELECT $1, decode(given, 'hex'), 0.5, 'test', 'any' FROM unnest($2::text[]) AS given` };
/** A chosen key is not printed. */
const KEY = `steme_test_${'7'.repeat(48)}`;
const agentId = (number: number): string => number.toString(16).padStart(2, '0').repeat(32);

describe('pages of the feed', () => {
  let store: OpenStore;
  let feed: FeedService;
  let directory: string;

  beforeAll(async () => {
    directory = await makeTestDirectory();
    const config = parseConfig({ STEMEDB_DATA_DIR: directory, STEMEDB_BOOTSTRAP_ADMIN_KEY: KEY });
    store = await openStore({ imports: [ConfigModule.with(config), BatchingModule, ApiKeyModule, FeedModule] });
    feed = store.get(FeedService);
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  /** One commit of some events. */
  const record = async (namespace: string, ...numbers: number[]): Promise<string> =>
    (await store.database.commit('x', namespace, [{ statement: INSERT, values: [namespace, numbers.map(agentId)] }])).recordedAt;
  const list = (namespace: string, query: Record<string, string> = {}) => feed.list(namespace, feedQuerySchema.parse(query));
  const numbersOf = (page: { items: readonly { detail: object }[] }): number[] =>
    page.items.map(({ detail }) => Number.parseInt(String((detail as { agent_id: string }).agent_id).slice(0, 2), 16));

  it('part a commit nowhere but between two events, in either direction', async () => {
    await record('parted', 3, 1, 2);
    const first = await list('parted', { limit: '2' });
    const second = await list('parted', { limit: '2', cursor: String(first.next_cursor) });
    expect([numbersOf(first), numbersOf(second), second.next_cursor]).toEqual([[3, 2], [1], null]);
    const oldest = await list('parted', { limit: '2', after: 'beginning' });
    expect([numbersOf(oldest), numbersOf(await list('parted', { after: oldest.position }))]).toEqual([[1, 2], [3]]);
  });

  it('stay in the moment of the first, newest first, and go on to the present, oldest first', async () => {
    await record('moment', 1, 2);
    const newest = await list('moment', { limit: '1' });
    const oldest = await list('moment', { limit: '1', after: 'beginning' });
    await record('moment', 3);
    const rest = await list('moment', { cursor: String(newest.next_cursor) });
    expect([rest.as_of, numbersOf(rest)]).toEqual([newest.as_of, [1]]);
    expect(numbersOf(await list('moment', { after: oldest.position }))).toEqual([2, 3]);
  });

  it('give a position also where nothing is, from which whatever follows is found', async () => {
    const { items, position } = await list('empty', { after: 'beginning' });
    await record('empty', 7);
    expect([items, numbersOf(await list('empty', { after: position }))]).toEqual([[], [7]]);
  });

  it('end with the moment that was asked for', async () => {
    const moment = await record('asked', 1);
    await record('asked', 2);
    const places: Record<string, string>[] = [{}, { after: 'beginning' }];
    for (const place of places) expect(numbersOf(await list('asked', { ...place, as_of: moment }))).toEqual([1]);
    await expect(list('asked', { as_of: '9000-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'as_of_in_future' });
  });

  it('refuse the place of another list', async () => {
    await record('refused', 1, 2);
    const { next_cursor, position } = await list('refused', { limit: '1' });
    for (const query of [{ cursor: position }, { after: String(next_cursor) }] as Record<string, string>[]) {
      await expect(async () => list('refused', query)).rejects.toMatchObject({ code: 'validation_failed' });
    }
  });
});
