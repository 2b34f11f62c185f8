import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import type { Call, Statement } from './database';
import { openStore, type OpenStore } from './testing';

const call = (text: string, ...values: unknown[]): Call => ({ statement: { text }, values });
const SCOPE = call(`SELECT stemedb_namespace() AS namespace, ARRAY(SELECT DISTINCT namespace FROM trust_event ORDER BY 1) AS seen`);
const INSERT_EVENT: Statement = { name: 'insert_event', text: `INSERT INTO trust_event (namespace, agent_id, trust, cause, detail) VALUES ($1, $2, $3, 'test', '')` };

/** A setting that was never set on this connection, or that was and is empty again. */
const NO_SETTING = expect.stringMatching(/^(42704|22007)$/);

const agent = (namespace: string, agentId = randomBytes(32), trust: unknown = 0.5): Call => ({
  statement: INSERT_EVENT,
  values: [namespace, agentId, trust],
});

let store: OpenStore;
beforeAll(async () => {
  store = await openStore({ poolSize: 3 });
});
afterAll(() => store.close());

const countOf = async (table: string, namespace: string): Promise<number> => {
  const [row] = await store.database.query<{ count: number }>('count', namespace, call(`SELECT count(*)::int AS count FROM ${table}`));
  return row?.count ?? -1;
};

describe('a commit', () => {
  it('answers with its moment and the rows of each statement', async () => {
    const commit = await store.database.commit('x', 'answers', [
      call('SELECT 1 AS one'),
      agent('answers'),
      call(`SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment FROM trust_event`),
    ]);
    expect(commit.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(commit.rows).toEqual([[{ one: 1 }], [], [{ moment: commit.recordedAt }]]);
  });

  it('writes its rows and one entry of the commit log, which names the process', async () => {
    await store.database.commit('x', 'log', [agent('log'), agent('log')]);
    expect(await countOf('trust_event', 'log')).toBe(2);
    const log = await store.database.query('x', 'log', call('SELECT instance_id FROM commit_log'));
    expect(log).toEqual([{ instance_id: store.database.instanceId }]);
  });

  it.each([
    ['first', [agent('undone', randomBytes(32), 2), agent('undone'), agent('undone')]],
    ['in the middle', [agent('undone'), agent('undone', randomBytes(32), 2), agent('undone')]],
    ['last', [agent('undone'), agent('undone'), agent('undone', randomBytes(32), 2)]],
  ])('is undone as a whole when a statement fails %s, and says which error caused it', async (_place, calls) => {
    await expect(store.database.commit('x', 'undone', calls)).rejects.toMatchObject({ code: '23514', constraint: 'trust_event_trust_check' });
    expect(await countOf('trust_event', 'undone')).toBe(0);
    expect(await countOf('commit_log', 'undone')).toBe(0);
  });

  it('says which error caused it when a statement cannot even be parsed', async () => {
    await expect(store.database.commit('x', 'undone', [agent('undone'), call('SELEKT'), agent('undone')])).rejects.toMatchObject({
      code: '42601',
    });
    await expect(store.database.commit('x', 'undone', [agent('undone', randomBytes(32), 'no number')])).rejects.toMatchObject({
      code: '22P02',
    });
    expect(await countOf('trust_event', 'undone')).toBe(0);
  });

  it('is undone when only COMMIT itself finds the mistake', async () => {
    await store.source.query('CREATE TABLE deferred_spec (id int, CONSTRAINT once UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)');
    const insert = call('INSERT INTO deferred_spec VALUES (1)');
    await expect(store.database.commit('x', 'late', [agent('late'), insert, insert])).rejects.toMatchObject({ code: '23505' });
    expect(await countOf('trust_event', 'late')).toBe(0);
    await store.source.query('DROP TABLE deferred_spec');
  });

  it('leaves the connection usable after a failure', async () => {
    for (let round = 0; round < 12; round += 1) {
      await expect(store.database.commit('x', 'usable', [call('SELECT 1 / 0')])).rejects.toMatchObject({ code: '22012' });
      await store.database.commit('x', 'usable', [agent('usable')]);
    }
    expect(await countOf('trust_event', 'usable')).toBe(12);
  });
});

describe('a read', () => {
  it('changes nothing: the store refuses to write in it', async () => {
    await expect(store.database.query('x', 'default', agent('default'))).rejects.toMatchObject({ status: 503 });
    await expect(
      store.database.read('x', 'default', (session) => session.query(INSERT_EVENT, agent('default').values)),
    ).rejects.toMatchObject({ status: 503 });
    expect(await countOf('trust_event', 'default')).toBe(0);
  });

  it('of several statements sees one snapshot', async () => {
    const count = call('SELECT count(*)::int AS count FROM trust_event').statement;
    const counts = await store.database.read('x', 'snapshot', async (session) => {
      const before = await session.query(count);
      await store.database.commit('x', 'snapshot', [agent('snapshot')]);
      return [before, await session.query(count)];
    });
    expect(counts).toEqual([[{ count: 0 }], [{ count: 0 }]]);
    expect(await countOf('trust_event', 'snapshot')).toBe(1);
  });

  it('that fails names the cause, also when the work has sent more behind it', async () => {
    const work = store.database.read('x', 'default', (session) =>
      Promise.all([session.query({ text: 'SELECT 1 / 0' }), session.query({ text: 'SELECT 1' })]),
    );
    await expect(work).rejects.toMatchObject({ code: '22012' });
    await expect(store.database.query('x', 'default', call('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
  });
});

describe('a transaction of repositories', () => {
  it('is undone as a whole when its work fails', async () => {
    const work = store.database.manageCommit('x', 'undone', async (manager) => {
      await manager.query(INSERT_EVENT.text, ['undone', randomBytes(32), 0.5]);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await countOf('trust_event', 'undone')).toBe(0);
    expect(await countOf('commit_log', 'undone')).toBe(0);
  });

  it('that is refused is undone and is no failure of the store, whatever the refusal says', async () => {
    const failures: string[] = [];
    const events = { finished: () => undefined, failed: (operation: string, code: string) => void failures.push(`${operation}: ${code}`) };
    const watched = await openStore({ events });
    try {
      // The words are those of a lost connection, as a caller might have sent them.
      const refusal = new DomainError(PLATFORM_ERRORS.malformed_request, 'There is no connection error here');
      const act = (name: string, reason: unknown) =>
        watched.database.manageCommit(name, 'refused', async (manager) => {
          await manager.query(INSERT_EVENT.text, ['refused', randomBytes(32), 0.5]);
          throw reason;
        });
      await expect(act('refused', refusal)).rejects.toBe(refusal);
      await expect(watched.database.query('count', 'refused', call('SELECT 1 FROM trust_event'))).resolves.toEqual([]);
      expect(failures).toEqual([]);
      await expect(act('failed', new Error('changed my mind'))).rejects.toThrow('changed my mind');
      expect(failures).toEqual(['failed: unknown']);
    } finally {
      await watched.close();
    }
  });

  it('can be a commit with its own moment', async () => {
    const moment = await store.database.manageCommit('x', 'managed', async (manager, recordedAt) => {
      await manager.query(INSERT_EVENT.text, ['managed', randomBytes(32), 0.5]);
      return recordedAt;
    });
    expect(moment).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(await countOf('commit_log', 'managed')).toBe(1);
  });
});

describe('a namespace', () => {
  it('sees no row of another, whatever a statement asks for', async () => {
    await store.database.commit('x', 'mine', [agent('mine')]);
    await store.database.commit('x', 'yours', [agent('yours'), agent('yours')]);
    expect(await store.database.query('x', 'mine', SCOPE)).toEqual([{ namespace: 'mine', seen: ['mine'] }]);
    expect(await store.database.query('x', 'mine', call(`SELECT count(*)::int AS count FROM trust_event WHERE namespace = 'yours'`))).toEqual([
      { count: 0 },
    ]);
  });

  it('takes no row of another', async () => {
    await expect(store.database.commit('x', 'mine', [agent('yours')])).rejects.toMatchObject({ code: '42501' });
    await expect(store.database.commit('x', '*', [agent('yours')])).rejects.toMatchObject({ constraint: 'commit_log_namespace_check' });
  });

  it('is none where a statement comes without a transaction of ours', async () => {
    expect(await store.source.query('SELECT count(*)::int AS count FROM trust_event')).toEqual([{ count: 0 }]);
    await expect(store.source.query(INSERT_EVENT.text, ['mine', randomBytes(32), 0.5])).rejects.toMatchObject({ code: NO_SETTING });
  });

  it.each(['', 'A', ' ', 'a'.repeat(65), "x'; DROP TABLE agent; --", "default' OR 'a' = 'a", 'a\n', 'ä', '**', 'default;'])(
    'is refused before anything is sent where its name is wrong: %j',
    async (namespace) => {
      const refused = { message: 'The namespace is not valid' };
      await expect(store.database.query('x', namespace, SCOPE)).rejects.toMatchObject(refused);
      await expect(store.database.commit('x', namespace, [SCOPE])).rejects.toMatchObject(refused);
      await expect(store.database.present(namespace)).rejects.toMatchObject(refused);
      await expect(async () => store.database.read('x', namespace, (session) => session.query(SCOPE.statement))).rejects.toMatchObject(
        refused,
      );
      await expect(async () => store.database.manage('x', namespace, (manager) => manager.query('SELECT 1'))).rejects.toMatchObject(
        refused,
      );
    },
  );

  it('never leaks into the next transaction of the same connection', async () => {
    const namespaces = ['leak-a', 'leak-b', 'leak-c', 'leak-d'];
    for (const namespace of namespaces) await store.database.commit('x', namespace, [agent(namespace)]);
    type Scope = { readonly namespace: string | null; readonly seen: string[] };
    const failing = async (namespace: string): Promise<void> => {
      await expect(store.database.commit('x', namespace, [SCOPE, call('SELECT 1 / 0')])).rejects.toMatchObject({ code: '22012' });
    };
    const outside = async () => {
      const [scope] = await store.source.query<Scope[]>(SCOPE.statement.text);
      expect({ seen: scope?.seen, namespace: scope?.namespace || '' }).toEqual({ seen: [], namespace: '' });
    };
    const ways: readonly ((namespace: string) => Promise<readonly unknown[] | void>)[] = [
      (namespace) => store.database.query('x', namespace, SCOPE),
      (namespace) => store.database.read('x', namespace, (session) => session.query(SCOPE.statement)),
      async (namespace) => (await store.database.commit('x', namespace, [SCOPE])).rows[0],
      (namespace) => store.database.manage('x', namespace, (manager) => manager.query(SCOPE.statement.text)),
      failing,
      outside,
    ];
    const step = fc.record({ namespace: fc.constantFrom(...namespaces), way: fc.constantFrom(...ways) });
    // Twenty at a time over three connections, a thousand in all.
    const mix = fc.array(fc.array(step, { minLength: 20, maxLength: 20 }), { minLength: 50, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(mix, async (rounds) => {
        for (const round of rounds) {
          await Promise.all(
            round.map(async ({ namespace, way }) => {
              const rows = await way(namespace);
              if (rows) expect(rows).toEqual([{ namespace, seen: [namespace] }]);
            }),
          );
        }
      }),
      { numRuns: 1, endOnFailure: true },
    );
  }, 30_000);
});

describe('what is written behind a first statement', () => {
  const first = call('SELECT coalesce(max(length(agent_id)), 0) AS longest FROM agent');
  const longer = (longest: unknown) => call('INSERT INTO agent (namespace, agent_id, recorded_at) VALUES ($1, $2, now())', 'behind', Buffer.alloc(Number(longest) + 1));

  it('knows its rows, and is durable when it resolves', async () => {
    for (let round = 0; round < 3; round += 1) await store.database.writeAfter('x', 'behind', first, ([row]) => [longer(row?.['longest'])]);
    expect(await store.database.query('x', 'behind', first)).toEqual([{ longest: 3 }]);
  });

  it('leaves nothing when one of its statements fails, or when there is no answer to the first', async () => {
    const two = store.database.writeAfter('x', 'behind', first, () => [longer(7), call('SELECT 1 / 0')]);
    await expect(two).rejects.toMatchObject({ code: '22012' });
    const none = store.database.writeAfter('x', 'behind', first, () => {
      throw new Error('no idea');
    });
    await expect(none).rejects.toThrow('no idea');
    await expect(store.database.writeAfter('x', 'behind', call('SELECT 1 / 0'), () => [longer(9)])).rejects.toMatchObject({ code: '22012' });
    expect(await store.database.query('x', 'behind', first)).toEqual([{ longest: 3 }]);
  });
});

describe('a table of records', () => {
  const rows: Readonly<Record<string, string>> = {
    commit_log: '',
    assertion: `INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
        source_class, declared_class, lifecycle)
      VALUES ('kept', 1, 2, decode(repeat('ab', 32), 'hex'), 's', 'p', '{}', 1, decode(repeat('00', 32), 'hex'), 3, false, 'Proposed')`,
    assertion_signature: `INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at)
      VALUES ('kept', 1, decode(repeat('ab', 32), 'hex'), decode(repeat('cd', 32), 'hex'), decode(repeat('ef', 64), 'hex'), 1)`,
    vote: `INSERT INTO vote (namespace, subject_key, assertion_hash, agent_id, hash, weight, voted_at, signature)
      VALUES ('kept', 1, decode(repeat('ab', 32), 'hex'), decode(repeat('cd', 32), 'hex'), decode(repeat('01', 32), 'hex'),
        1, 1, decode(repeat('ef', 64), 'hex'))`,
    source: `INSERT INTO source (namespace, hash) VALUES ('kept', decode(repeat('ab', 32), 'hex'))`,
  };

  beforeAll(async () => {
    await store.database.commit(
      'x',
      'kept',
      Object.values(rows)
        .filter((text) => text !== '')
        .map((text) => call(text)),
    );
  });

  it.each(Object.keys(rows))('refuses UPDATE, DELETE and TRUNCATE: %s', async (table) => {
    for (const change of [
      `UPDATE ${table} SET namespace = namespace`,
      `DELETE FROM ${table}`,
      `DELETE FROM ${table} WHERE false`,
      `TRUNCATE ${table}`,
    ]) {
      await expect(store.database.commit('x', 'kept', [call(change)])).rejects.toMatchObject({
        code: '23001',
        message: `rows of ${table} are immutable`,
      });
    }
    expect(await countOf(table, 'kept')).toBe(1);
  });
});
