import { type OpenDatabase, openDatabase, openStore, type OpenStore, StoreProxy } from './testing';

const TIMEOUT_MS = 800;
/** A request may wait once for a connection; nothing may wait twice. */
const SOON_MS = 2 * TIMEOUT_MS - 50;

const call = (text: string) => ({ statement: { text }, values: [] });
const SELECT_ONE = call('SELECT 1 AS one');
const UNAVAILABLE = { code: 'store_unavailable', status: 503, options: { retryAfterSeconds: 2 } };

describe('a store operation', () => {
  let store: OpenStore;
  let proxy: StoreProxy;
  let opened: OpenDatabase;
  const failures: string[] = [];

  beforeAll(async () => {
    store = await openStore();
  });

  afterAll(() => store.close());

  beforeEach(async () => {
    failures.length = 0;
    proxy = await StoreProxy.before(store.url);
    const events = { finished: () => undefined, failed: (operation: string, code: string) => void failures.push(`${operation}: ${code}`) };
    opened = await openDatabase(proxy.url, { timeoutMs: TIMEOUT_MS, poolSize: 2, events });
  });

  afterEach(async () => {
    await opened.close();
    await proxy.stop();
  });

  /** What an operation fails with, and that it does so in time. */
  async function failureOf(operation: () => Promise<unknown>): Promise<unknown> {
    const started = performance.now();
    const outcome: unknown = await operation().then(
      (value) => ({ answered: value }),
      (error: unknown) => error,
    );
    expect(performance.now() - started).toBeLessThan(SOON_MS);
    return outcome;
  }

  it('that takes too long is cancelled and given up with 503, and the connection is usable afterwards', async () => {
    expect(await failureOf(() => opened.database.query('slow', 'default', call('SELECT pg_sleep(30)')))).toMatchObject(UNAVAILABLE);
    expect(failures).toEqual([expect.stringMatching(/^slow: (57014|unknown)$/)]);
    for (let round = 0; round < 4; round += 1) {
      expect(await opened.database.query('x', 'default', SELECT_ONE)).toEqual([{ one: 1 }]);
    }
    const still = await store.source.query<unknown[]>(
      `SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()`,
    );
    expect(still).toEqual([]);
  });

  it.each([
    ['query', () => opened.database.query('x', 'default', SELECT_ONE)],
    ['commit', () => opened.database.commit('x', 'default', [SELECT_ONE])],
    ['present', () => opened.database.present('default')],
    ['read', () => opened.database.read('x', 'default', (session) => session.query(SELECT_ONE.statement))],
    ['manage', () => opened.database.manage('x', 'default', (manager) => manager.query('SELECT 1'))],
    ['appliedMigrations', () => opened.database.appliedMigrations()],
  ] as const)('gives 503 at once when the server has stopped: %s', async (_name, operation) => {
    await operation();
    await proxy.stop();
    expect(await failureOf(operation)).toMatchObject(UNAVAILABLE);
    expect(await failureOf(operation)).toMatchObject(UNAVAILABLE);
  });

  it.each([
    ['query', () => opened.database.query('x', 'default', SELECT_ONE)],
    ['commit', () => opened.database.commit('x', 'default', [SELECT_ONE])],
    ['read', () => opened.database.read('x', 'default', (session) => session.query(SELECT_ONE.statement))],
    ['manage', () => opened.database.manage('x', 'default', (manager) => manager.query('SELECT 1'))],
  ] as const)('gives 503 in time when the network swallows everything: %s', async (_name, operation) => {
    await operation();
    proxy.freeze();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => failureOf(operation)));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ code: 'store_unavailable' })));
  });

  it('that breaks off in the middle gives 503', async () => {
    const broken = failureOf(() => opened.database.query('x', 'default', call('SELECT pg_sleep(0.3)')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await proxy.stop();
    expect(await broken).toMatchObject(UNAVAILABLE);
  });

  it('works again by itself once the connections of a stopped server can be made anew', async () => {
    await Promise.all([1, 2].map(() => opened.database.query('x', 'default', call('SELECT pg_sleep(0.05)'))));
    await store.source.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    const outcomes = await Promise.allSettled(Array.from({ length: 3 }, () => opened.database.query('x', 'default', SELECT_ONE)));
    expect(outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason.code !== 'store_unavailable')).toEqual([]);
    expect(await opened.database.query('x', 'default', SELECT_ONE)).toEqual([{ one: 1 }]);
  });

  it('that fails for another reason keeps its error', async () => {
    await expect(opened.database.query('x', 'default', call('SELECT 1 / 0'))).rejects.toMatchObject({ code: '22012' });
    expect(failures).toEqual(['x: 22012']);
  });
});
