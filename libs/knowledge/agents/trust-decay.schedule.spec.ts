import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { type OpenDatabase, openDatabase, openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { withClient } from '@stemedb/platform/database';
import { AgentsModule } from './agents.module';
import { TrustDecayModule } from './trust-decay.module';
import { TrustDecaySchedule } from './trust-decay.schedule';
import { TrustDecayService } from './trust-decay.service';
import { TrustRegister } from './trust.register';

const DAYS = 86_400_000;
const imports = [ConfigModule.with(parseConfig({ STEMEDB_TRUST_DECAY_DAILY: 'false' })), BatchingModule, AgentsModule, TrustDecayModule];

describe('the daily decay of trust', () => {
  let store: OpenStore;
  let second: OpenDatabase;
  const agents = ['01', '02', '03'].map((byte) => byte.repeat(32));

  beforeAll(async () => {
    store = await openStore({ imports });
    second = await openDatabase(store.url, { imports });
  });
  afterAll(async () => {
    await second.close();
    await store.close();
  });

  const scoresOf = async (namespace: string): Promise<Record<string, number[]>> => {
    const statement = { text: `SELECT encode(agent_id, 'hex') AS agent, array_agg(trust ORDER BY recorded_at, ordinal) AS scores FROM trust_event WHERE namespace = $1 GROUP BY 1` };
    const rows = await store.database.query<{ agent: string; scores: number[] }>('x', namespace, { statement, values: [namespace] });
    return Object.fromEntries(rows.map(({ agent, scores }) => [agent, scores]));
  };

  /** Puts history into the past, which no program can. */
  const age = (days: number) =>
    withClient(store.adminUrl, async (client) => {
      await client.query('ALTER TABLE trust_event DISABLE TRIGGER trust_event_immutable');
      await client.query(`UPDATE trust_event SET recorded_at = recorded_at - $1 * interval '1 day'`, [days]);
      await client.query('ALTER TABLE trust_event ENABLE TRIGGER trust_event_immutable');
    });

  it('reaches every namespace once, whichever of two instances does it, and the same moment again changes nothing', async () => {
    const register = store.get(TrustRegister);
    for (const namespace of ['a', 'b']) await register.record(namespace, { agentId: agents[0] ?? '', trust: 0.9, cause: 'test', detail: '' });
    await register.record('a', { agentId: agents[1] ?? '', trust: 0.5, cause: 'test', detail: '' });
    await age(30);
    const at = new Date().toISOString().replace('Z', '000Z');
    const turns = await Promise.all([store, second].map((one) => one.get(TrustDecaySchedule).run(at)));
    expect(turns).toContain(true);
    expect(await second.get(TrustDecaySchedule).run(at)).toBe(true);
    for (const namespace of ['a', 'b']) expect((await scoresOf(namespace))[agents[0] ?? '']).toEqual([0.9, expect.closeTo(0.7, 3)]);
    expect((await scoresOf('a'))[agents[1] ?? '']).toEqual([0.5]);
  });

  it('leaves its turn to the instance that is at it', async () => {
    await withClient(store.adminUrl, async (client) => {
      await client.query(`SELECT pg_advisory_lock(hashtextextended('stemedb.trust_decay', 0))`);
      expect(await store.get(TrustDecaySchedule).run(new Date().toISOString().replace('Z', '000Z'))).toBe(false);
    });
  });

  it('in two steps comes to the same as in one, though both are recorded long after the moments that they reach to', async () => {
    const register = store.get(TrustRegister);
    const decays = store.get(TrustDecayService);
    const momentBefore = (days: number) => new Date(Date.now() - days * DAYS).toISOString().replace('Z', '000Z');
    for (const namespace of ['stepwise', 'at-once']) await register.record(namespace, { agentId: agents[2] ?? '', trust: 0.1, cause: 'test', detail: '' });
    await age(60);
    const [half, end] = [momentBefore(25), momentBefore(5)];
    expect(await decays.decay('stepwise', half)).toMatchObject({ agents: 1, changed: 1 });
    await decays.decay('stepwise', end);
    await decays.decay('at-once', end);
    const [stepwise, once] = [await scoresOf('stepwise'), await scoresOf('at-once')].map((scores) => scores[agents[2] ?? '']?.at(-1));
    expect(stepwise).toBeCloseTo(once ?? 0, 7);
    expect(await decays.decay('stepwise', half)).toMatchObject({ agents: 1, changed: 0 });
  });

  it('passes over no agent where there are more than one page of them', async () => {
    const values = ['many', 2_345];
    await store.database.commit('x', 'many', [
      {
        statement: { text: `INSERT INTO trust_event (namespace, agent_id, trust, cause, detail)
          SELECT $1, sha256(int4send(number)), 0.9, 'test', '' FROM generate_series(1, $2::int) number` },
        values,
      },
    ]);
    await age(10);
    const at = new Date().toISOString().replace('Z', '000Z');
    expect(await store.get(TrustDecayService).decay('many', at)).toMatchObject({ agents: 2_345, changed: 2_345 });
    expect(await store.get(TrustDecayService).decay('many', at)).toMatchObject({ agents: 2_345, changed: 0 });
  });
});
