import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Call } from './database';
import { type OpenDatabase, openDatabase, openStore, type OpenStore } from './testing';

const call = (text: string, ...values: unknown[]): Call => ({ statement: { text }, values });
const insertAgent = (namespace: string): Call =>
  call('INSERT INTO agent (namespace, agent_id) VALUES ($1, $2)', namespace, randomBytes(32));
const MOMENTS = call(
  `SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment FROM agent ORDER BY recorded_at`,
);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether it is still waiting after a time in which an unhindered operation has long been done. */
const isStuck = (operation: Promise<unknown>): Promise<boolean> => Promise.race([operation.then(() => false), pause(150).then(() => true)]);

describe('the clock of commits', () => {
  let store: OpenStore;
  let other: OpenDatabase;

  beforeAll(async () => {
    store = await openStore();
    other = await openDatabase(store.url);
  });

  afterAll(async () => {
    await other.close();
    await store.close();
  });

  const momentsIn = async (namespace: string): Promise<string[]> =>
    (await store.database.query<{ moment: string }>('moments', namespace, MOMENTS)).map(({ moment }) => moment);

  /** A commit that another program has begun and not ended. */
  async function beginCommit(namespace: string): Promise<{ recordedAt: string; end: (how: 'COMMIT' | 'ROLLBACK') => Promise<void> }> {
    const client = new Client({ connectionString: store.url });
    await client.connect();
    await client.query(`BEGIN; SET LOCAL stemedb.namespace = '${namespace}'`);
    const begun = await client.query<{ moment: string }>(
      `SELECT to_char(stemedb_begin_commit(gen_random_uuid()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment`,
    );
    const { statement, values } = insertAgent(namespace);
    await client.query(statement.text, [...values]);
    const end = async (how: string): Promise<void> => {
      await client.query(how);
      await client.end();
    };
    return { recordedAt: begun.rows[0]?.moment ?? '', end };
  }

  it('gives each commit of a namespace its own, later moment, also to processes that commit at once', async () => {
    const answered: string[] = [];
    const write = async (process: OpenDatabase): Promise<void> => {
      for (let round = 0; round < 15; round += 1)
        answered.push((await process.database.commit('x', 'ordered', [insertAgent('ordered')])).recordedAt);
    };
    const snapshots: string[][] = [];
    let writing = true;
    const watch = async (): Promise<void> => {
      while (writing) snapshots.push(await momentsIn('ordered'));
    };
    const watching = [watch(), watch()];
    await Promise.all([store, store, store, other, other, other].map(write));
    writing = false;
    await Promise.all(watching);

    const final = await momentsIn('ordered');
    expect(final).toHaveLength(90);
    expect(new Set(final).size).toBe(90);
    expect(final).toEqual([...answered].sort());
    // Whoever looked in between saw everything up to some moment, and nothing after it.
    expect(snapshots.length).toBeGreaterThan(5);
    expect(snapshots.filter((seen) => JSON.stringify(seen) !== JSON.stringify(final.slice(0, seen.length)))).toEqual([]);
  });

  it('gives all rows of a commit the same moment', async () => {
    const { recordedAt } = await store.database.commit('x', 'together', [insertAgent('together'), insertAgent('together')]);
    expect(await momentsIn('together')).toEqual([recordedAt, recordedAt]);
  });

  it('goes on from the last commit when the clock of the server steps back', async () => {
    const future = "now() + interval '1 hour'";
    await store.database.manage('x', 'ahead', (manager) =>
      manager.query(`INSERT INTO commit_log (namespace, recorded_at, instance_id) VALUES ('ahead', ${future}, gen_random_uuid())`),
    );
    const first = await store.database.commit('x', 'ahead', [insertAgent('ahead')]);
    const second = await other.database.commit('x', 'ahead', [insertAgent('ahead')]);
    const [row] = await store.database.query<{ steps: string[] }>(
      'x',
      'ahead',
      call(`SELECT array_agg((recorded_at - previous)::text ORDER BY recorded_at) AS steps
        FROM (SELECT recorded_at, lag(recorded_at) OVER (ORDER BY recorded_at) AS previous FROM commit_log) log WHERE previous IS NOT NULL`),
    );
    expect(row?.steps).toEqual(['00:00:00.000001', '00:00:00.000001']);
    expect(second.recordedAt > first.recordedAt).toBe(true);
  });

  it('cannot be set by a statement outside of a commit', async () => {
    const { statement, values } = insertAgent('none');
    const written = store.database.manage('x', 'none', (manager) => manager.query(statement.text, [...values]));
    // The setting was never set on this connection, or is empty again.
    await expect(written).rejects.toMatchObject({ code: expect.stringMatching(/^(42704|22007)$/) });
  });

  it('lets commits of one namespace take turns, and those of another pass', async () => {
    const stuck = await beginCommit('turn-a');
    const waiting = store.database.commit('x', 'turn-a', [insertAgent('turn-a')]);
    expect(await isStuck(waiting)).toBe(true);
    await expect(store.database.commit('x', 'turn-b', [insertAgent('turn-b')])).resolves.toMatchObject({ recordedAt: expect.any(String) });
    await stuck.end('COMMIT');
    expect((await waiting).recordedAt > stuck.recordedAt).toBe(true);
  });
});

describe('the present of the store', () => {
  let store: OpenStore;
  let other: OpenDatabase;

  beforeAll(async () => {
    store = await openStore();
    other = await openDatabase(store.url);
  });

  afterAll(async () => {
    await other.close();
    await store.close();
  });

  /** A commit that another program has begun and not ended. */
  async function beginElsewhere(namespace: string): Promise<(how: 'COMMIT' | 'ROLLBACK') => Promise<void>> {
    const client = new Client({ connectionString: store.url });
    await client.connect();
    await client.query(`BEGIN; SET LOCAL stemedb.namespace = '${namespace}'; SELECT stemedb_begin_commit(gen_random_uuid())`);
    return async (how) => {
      await client.query(how);
      await client.end();
    };
  }

  it('is the last commit while another is on its way: nobody waits, and it never goes back', async () => {
    const { recordedAt } = await store.database.commit('x', 'busy', [insertAgent('busy')]);
    const before = await store.database.present('busy');
    const end = await beginElsewhere('busy');
    expect(await store.database.present('busy')).toBe(before);
    expect(await other.database.present('busy')).toBe(recordedAt);
    await end('COMMIT');
    expect((await other.database.present('busy')) > before).toBe(true);
  });

  it('is not older than a second: behind a commit that takes longer it waits', async () => {
    await store.database.commit('x', 'slow', [insertAgent('slow')]);
    const end = await beginElsewhere('slow');
    await pause(1_100);
    const present = other.database.present('slow');
    expect(await isStuck(present)).toBe(true);
    await end('COMMIT');
    await expect(present).resolves.toMatch(/Z$/);
  });

  it('is waited for where a moment is asked for that a commit on its way can still reach', async () => {
    await store.database.commit('x', 'asked', [insertAgent('asked')]);
    const end = await beginElsewhere('asked');
    const [row] = await store.source.query<{ now: string }[]>(`SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now`);
    const asked = row?.now ?? '';
    const read = other.database.readAt('x', 'asked', asked, [MOMENTS]);
    expect(await isStuck(read)).toBe(true);
    await end('COMMIT');
    await expect(read).resolves.toMatchObject({ asOf: asked });
  });

  it('bounds what can be asked for: a past moment is answered as it was asked, a future one refused', async () => {
    const { recordedAt } = await store.database.commit('x', 'bounds', [insertAgent('bounds')]);
    const past = '2001-01-01T00:00:00.000000Z';
    await expect(store.database.readAt('x', 'bounds', past, [])).resolves.toMatchObject({ asOf: past });
    await expect(store.database.readAt('x', 'bounds', recordedAt, [])).resolves.toMatchObject({ asOf: recordedAt });
    await expect(store.database.readAt('x', 'bounds', '2999-01-01T00:00:00.000000Z', [])).rejects.toMatchObject({
      code: 'as_of_in_future',
      status: 422,
      options: { errors: [{ path: 'as_of', message: 'expected a moment that has passed' }] },
    });
  });

  it('waits for the first commit of a namespace and then shows it', async () => {
    const client = new Client({ connectionString: store.url });
    await client.connect();
    await client.query(`BEGIN; SET LOCAL stemedb.namespace = 'waits'; SELECT stemedb_begin_commit(gen_random_uuid())`);
    const present = other.database.present('waits');
    expect(await isStuck(present)).toBe(true);
    await expect(other.database.present('elsewhere')).resolves.toMatch(/Z$/);
    await client.query('COMMIT');
    await client.end();
    const settled = await present;
    const [last] = await store.database.query<{ visible: boolean }>(
      'x',
      'waits',
      call('SELECT max(recorded_at) <= $1::timestamptz AS visible FROM commit_log', settled),
    );
    expect(last?.visible).toBe(true);
  });

  it('does not wait for a commit that was undone', async () => {
    const client = new Client({ connectionString: store.url });
    await client.connect();
    await client.query(`BEGIN; SET LOCAL stemedb.namespace = 'undone'; SELECT stemedb_begin_commit(gen_random_uuid())`);
    await client.query('ROLLBACK');
    await expect(other.database.present('undone')).resolves.toMatch(/Z$/);
    await client.end();
  });

  it('is a moment before which nothing is ever recorded, whoever writes', async () => {
    const count = (until: string): Promise<number> =>
      other.database
        .query<{ count: number }>(
          'x',
          'final',
          call('SELECT count(*)::int AS count FROM agent WHERE recorded_at <= $1::timestamptz', until),
        )
        .then(([row]) => row?.count ?? -1);
    const seen: [present: string, count: number][] = [];
    let writing = true;
    const look = async (database: OpenDatabase): Promise<void> => {
      while (writing) {
        const present = await database.database.present('final');
        seen.push([present, await count(present)]);
      }
    };
    const looking = [look(store), look(other), look(other)];
    const write = async (database: OpenDatabase): Promise<void> => {
      for (let round = 0; round < 40; round += 1)
        await database.database.commit('x', 'final', [insertAgent('final'), insertAgent('final')]);
    };
    await Promise.all([store, store, other].map(write));
    writing = false;
    await Promise.all(looking);
    expect(seen.length).toBeGreaterThan(10);
    const grown = await Promise.all(seen.map(async ([present, before]) => [present, (await count(present)) - before] as const));
    expect(grown.filter(([, more]) => more !== 0)).toEqual([]);
  });

  it('never goes back', async () => {
    const presents: string[] = [];
    for (let round = 0; round < 50; round += 1) presents.push(await [store, other][round % 2]!.database.present('forward'));
    expect(presents).toEqual([...presents].sort());
    expect(new Set(presents).size).toBe(50);
  });

  it('shows what was answered before, for whoever writes and then reads', async () => {
    for (let round = 0; round < 30; round += 1) {
      const { recordedAt } = await store.database.commit('x', 'own', [insertAgent('own')]);
      expect((await other.database.present('own')) >= recordedAt).toBe(true);
    }
  });
});
