import { rm } from 'node:fs/promises';
import { API_KEY_ERRORS, ApiKeyModule } from '@stemedb/access/api-keys';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { makeTestDirectory } from '@stemedb/platform/embedded-postgres/testing';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { FeedModule } from './feed.module';
import { FeedStreams, type Reprove } from './feed-streams.service';
import type { StreamBody } from './stream-body';

/** A chosen key is not printed. */
const KEY = `steme_test_${'7'.repeat(48)}`;

const NOBODY_ASKS: Reprove = () => Promise.resolve();
const refusing = (code: string): Reprove => () => Promise.reject(new DomainError(code, 'refused'));

/** A client that takes whatever comes. */
class Reader {
  text = '';
  readonly over: Promise<void>;

  constructor(readonly body: StreamBody) {
    this.over = new Promise((resolve) => body.once('close', resolve));
    body.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
  }

  async until(expected: string): Promise<void> {
    while (!this.text.includes(expected)) await new Promise((resolve) => this.body.once('data', resolve));
  }
}

describe('a stream of the feed', () => {
  let directory: string;
  let store: OpenStore;
  let streams: FeedStreams;

  beforeEach(async () => {
    directory = await makeTestDirectory();
    const config = parseConfig({ STEMEDB_DATA_DIR: directory, STEMEDB_FEED_MAX_STREAMS: '2', STEMEDB_BOOTSTRAP_ADMIN_KEY: KEY });
    store = await openStore({ imports: [ConfigModule.with(config), BatchingModule, ApiKeyModule, FeedModule] });
    streams = store.get(FeedStreams);
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  const open = async (reprove: Reprove): Promise<Reader> => {
    const reader = new Reader(await streams.open('team', undefined, reprove));
    await reader.until('id: ');
    return reader;
  };

  it('shows with a comment that it stands', async () => {
    const reader = await open(NOBODY_ASKS);
    streams.beatAll();
    await reader.until('heartbeat');
    expect(reader.text).toMatch(/^retry: \d+\nid: [\w-]+\n\n: heartbeat\n\n$/);
  });

  it('ends with the next beat when its key is not accepted any more', async () => {
    const reader = await open(refusing(API_KEY_ERRORS.unauthenticated));
    streams.beatAll();
    await reader.over;
    expect(reader.text).toContain('event: error\ndata: {"code":"key_refused"');
  });

  it('outlives a store that is away: that says nothing about a key', async () => {
    const reader = await open(refusing(PLATFORM_ERRORS.store_unavailable));
    for (let beats = 1; beats <= 3; beats += 1) {
      streams.beatAll();
      await reader.until(': heartbeat\n\n'.repeat(beats));
    }
    expect(reader.text).not.toContain('event: error');
  });

  it('is not opened where too many are, nor once the server stops, and all end then', async () => {
    const readers = [await open(NOBODY_ASKS), await open(NOBODY_ASKS)];
    await expect(streams.open('three', undefined, NOBODY_ASKS)).rejects.toMatchObject({ code: 'too_many_streams' });
    streams.endAll();
    for (const reader of readers) {
      await reader.over;
      expect(reader.text).toContain('event: end\ndata: {"code":"shutting_down"');
    }
    await expect(streams.open('four', undefined, NOBODY_ASKS)).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('is let go where its client takes nothing from one beat to the next, and is told why', async () => {
    const body = await streams.open('team', undefined, NOBODY_ASKS);
    body.read(0);
    body.send(Buffer.alloc(40_000, 'x'));
    body.send(Buffer.alloc(40_000, 'x'));
    for (let beats = 0; beats < 2; beats += 1) streams.beatAll();
    const reader = new Reader(body);
    await reader.over;
    expect(reader.text).toContain('event: error\ndata: {"code":"slow_consumer"');
  });
});
