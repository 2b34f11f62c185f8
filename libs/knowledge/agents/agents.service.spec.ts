import { randomBytes } from 'node:crypto';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { encodeCursor } from '@stemedb/platform/http';
import { AgentRegister } from './agent.register';
import { AgentViewsModule } from './agent-views.module';
import { AgentsModule } from './agents.module';
import { AgentsService } from './agents.service';

describe('the agents of a namespace', () => {
  let store: OpenStore;
  let agents: AgentsService;
  const ids = Array.from({ length: 7 }, () => randomBytes(32).toString('hex')).sort();

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({ STEMEDB_QUOTA_TOKENS_PER_HOUR: '0' })), BatchingModule, AgentsModule, AgentViewsModule] });
    agents = store.get(AgentsService);
    const newcomers = store.get(AgentRegister).newcomers('team', [...ids].reverse());
    await store.database.commit('x', 'team', newcomers.calls);
  });

  afterAll(() => store.close());

  it('are found by their ids, with a neutral trust and no deeds', async () => {
    await expect(agents.find('team', ids[0] ?? '', {})).resolves.toEqual({
      agent_id: ids[0],
      as_of: expect.any(String),
      trust: 0.5,
      tier: 'Verified',
      first_seen_at: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
      assertions: 0,
      votes: 0,
      quarantined: 0,
      rejections: 0,
      trust_history: [],
      quota_multiplier: 1,
      quota: null,
      circuit_breaker: 'closed',
    });
  });

  it('do not exist in another namespace, nor before they have written', async () => {
    await expect(agents.find('other', ids[0] ?? '', {})).rejects.toMatchObject({ code: 'agent_not_found', status: 404 });
    await expect(agents.find('team', '00'.repeat(32), {})).rejects.toMatchObject({ code: 'agent_not_found', status: 404 });
    await expect(agents.list('other', { limit: 50 })).resolves.toEqual({ as_of: expect.any(String), items: [], next_cursor: null });
  });

  it.each([1, 2, 3, 6, 7, 8])('are listed in the order of their ids, page by page of %d', async (limit) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await agents.list('team', { limit, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ agent_id }) => agent_id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids);
  });

  it.each([
    ['made up', 'nonsense'],
    ['of another list', encodeCursor('sources', ['ab'.repeat(32)])],
    ['with a key that is no id', encodeCursor('agents::', ['2026-01-01T00:00:00.000000Z', 'zz'])],
  ])('are not listed from a cursor that is %s', async (_what, cursor) => {
    await expect(agents.list('team', { limit: 1, cursor })).rejects.toMatchObject({
      code: 'validation_failed',
      options: { errors: [{ path: 'cursor' }] },
    });
  });
});
