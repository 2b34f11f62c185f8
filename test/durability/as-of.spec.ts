import { TrustRegister } from '@stemedb/knowledge/agents';
import { openDatabase } from '@stemedb/platform/database/testing';
import * as fc from 'fast-check';
import { among, happening, History, QUESTIONS, WRITES } from '../support/history';
import { cleanUp, onCleanup } from './support/cleanup';
import { until } from './support/polling';
import { ADMIN_KEY } from './support/server-process';
import { startTwoServers } from './support/two-servers';

jest.setTimeout(120_000);

const WRITERS = 32;
const READERS = 4;
const HAPPENINGS_EACH = 24;
/** Every so many answers one is asked for again at once, while the writers go on. */
const AGAIN_EVERY = 4;
const MOST_ANSWERS = 160;

/** One history over two servers, and what moves trust, which no route does. */
async function startHistory(): Promise<History> {
  const { clients, database } = await startTwoServers();
  const door = await openDatabase(database.url);
  onCleanup(() => door.close());
  return new History({ urls: clients.map(({ baseUrl }) => baseUrl), key: ADMIN_KEY, namespace: 'default', trust: new TrustRegister(door.database) });
}

/** Writers at once, each with a random course of its own. */
async function write(history: History): Promise<void> {
  const course = async (): Promise<void> => {
    for (const one of fc.sample(happening, HAPPENINGS_EACH)) if (one.kind !== 'ask') await history.happen(one);
  };
  await Promise.all(Array.from({ length: WRITERS }, course));
}

/** Questions of the present, and as of the instant just before, until the writers have come to their end. */
async function read(history: History, reader: number, isOver: () => boolean): Promise<void> {
  for (let turn = reader; !isOver() && history.remembered.length < MOST_ANSWERS; turn += READERS) {
    const justNow = Math.random() < 0.5 ? undefined : new Date().toISOString();
    await history.ask(among(QUESTIONS, turn), justNow);
    if (turn % AGAIN_EVERY === 0) await expectSameBytes(history, among(history.remembered, Math.floor(Math.random() * turn)));
  }
}

async function expectSameBytes(history: History, remembered: History['remembered'][number]): Promise<void> {
  expect(await history.again(remembered)).toEqual([remembered.text, remembered.text]);
}

describe('an answer taken while 32 writers write records of every kind over two servers', () => {
  afterEach(cleanUp);

  it('comes back byte for byte under its as_of, from either server, during the writes and after them', async () => {
    const history = await startHistory();
    let isOver = false;
    const writing = write(history).finally(() => (isOver = true));
    onCleanup(() => writing);
    writing.catch(() => undefined);
    await until('some writes', () => isOver || (history.accepted.get('assert') ?? 0) > 20);
    await Promise.all(Array.from({ length: READERS }, (_unused, reader) => read(history, reader, () => isOver)));
    await writing;

    expect(WRITES.filter((kind) => !history.accepted.has(kind))).toEqual([]);
    expect(history.remembered.length).toBeGreaterThan(QUESTIONS.length);
    for (const one of history.remembered) await expectSameBytes(history, one);
  });
});
