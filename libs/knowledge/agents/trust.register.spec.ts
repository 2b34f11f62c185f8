import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { AgentsModule } from './agents.module';
import { TrustRegister } from './trust.register';

describe('the register of trust', () => {
  let store: OpenStore;
  let register: TrustRegister;

  beforeAll(async () => {
    store = await openStore({ imports: [AgentsModule] });
    register = store.get(TrustRegister);
  });
  afterAll(() => store.close());

  async function historyOf(namespace: string, agentId: string): Promise<[number, string][]> {
    const statement = { text: `SELECT trust, cause FROM trust_event WHERE namespace = $1 AND agent_id = $2 ORDER BY recorded_at, ordinal` };
    const rows = await store.database.query<{ trust: number; cause: string }>('x', namespace, { statement, values: [namespace, Buffer.from(agentId, 'hex')] });
    return rows.map(({ trust, cause }) => [trust, cause]);
  }

  it('moves a new agent from 0.5 by what came of his word, and keeps every step with its cause', async () => {
    const agent = '01'.repeat(32);
    expect(await register.recordOutcome(undefined, 'a', agent, 'accurate', 'gold_standard', 'right')).toEqual({ before: 0.5, after: 0.55 });
    expect(await register.recordOutcome(undefined, 'a', agent, 'inaccurate', 'quarantine', 'rejected')).toEqual({ before: 0.55, after: 0.45 });
    expect(await historyOf('a', agent)).toEqual([
      [0.55, 'gold_standard'],
      [0.45, 'quarantine'],
    ]);
  });

  it('loses no outcome of many at one time', async () => {
    const agent = '02'.repeat(32);
    const outcomes = Array.from({ length: 9 }, () => register.recordOutcome(undefined, 'a', agent, 'accurate', 'x', ''));
    await Promise.all(outcomes);
    expect((await historyOf('a', agent)).map(([trust]) => trust)).toEqual([0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]);
  });

  it('takes several outcomes into one commit, which all stand or none', async () => {
    const agent = '03'.repeat(32);
    const twice = () =>
      store.database.manageCommit('x', 'a', async (manager) => {
        await register.recordOutcome(manager, 'a', agent, 'accurate', 'one', '');
        return register.recordOutcome(manager, 'a', agent, 'accurate', 'two', '');
      });
    expect(await twice()).toEqual({ before: 0.55, after: 0.6 });
    const undone = store.database.manageCommit('x', 'a', async (manager) => {
      await register.recordOutcome(manager, 'a', agent, 'inaccurate', 'undone', '');
      throw new Error('changed its mind');
    });
    await expect(undone).rejects.toThrow('changed its mind');
    expect(await historyOf('a', agent)).toEqual([
      [0.55, 'one'],
      [0.6, 'two'],
    ]);
  });

  it('knows an agent of each namespace for itself', async () => {
    const agent = '04'.repeat(32);
    await register.recordOutcome(undefined, 'a', agent, 'accurate', 'x', '');
    expect(await register.recordOutcome(undefined, 'b', agent, 'inaccurate', 'x', '')).toEqual({ before: 0.5, after: 0.4 });
  });
});
