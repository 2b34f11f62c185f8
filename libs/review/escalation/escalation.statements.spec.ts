import { withClient } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { ESCALATION_LEVELS, ESCALATION_STATES, ESCALATION_TYPES } from './escalation.rules';
import { LIST_ESCALATIONS } from './escalation.statements';

interface Row {
  readonly id: string;
  readonly subject: string;
  readonly opened_at: string;
  readonly type: string;
  readonly level: string;
  readonly state: string;
}

/** Nearly all alike; of every other type, level and state there are few. */
const FILL = `
  INSERT INTO escalation (namespace, id, type, level, subject_key, predicate_key, subject, predicate, count, state, opened_at, updated_at, ended_at)
  SELECT 'full', gen_random_uuid(),
    CASE WHEN n % 1009 = 0 THEN 'source_retracted' WHEN n % 2003 = 0 THEN 'anecdotal_cluster' ELSE 'conflict' END,
    CASE WHEN n % 997 = 0 THEN 'urgent' ELSE 'info' END, n, n, n::text, 'value', 2,
    CASE WHEN n % 499 = 0 THEN 'resolved' WHEN n % 503 = 0 THEN 'closed' ELSE 'open' END, to_timestamp(1700000000 + n / 3), now(),
    CASE WHEN n % 499 = 0 OR n % 503 = 0 THEN now() END
  FROM generate_series(1, 100000) n`;

const any = <T>(all: readonly T[]): readonly T[][] => [[...all], ...all.map((one) => [one])];
const FILTERS = any(ESCALATION_TYPES).flatMap((types) => any(ESCALATION_LEVELS).flatMap((levels) => any(ESCALATION_STATES).map((states) => [types, levels, states] as const)));

describe('the list of escalations, with a hundred thousand of them', () => {
  let store: OpenStore;
  let all: Row[];
  beforeAll(async () => {
    store = await openStore();
    await withClient(store.adminUrl, async (client) => {
      await client.query(FILL);
      await client.query('ANALYZE');
    });
    all = (await ask<Row>(LIST_ESCALATIONS.text, [[...ESCALATION_TYPES], [...ESCALATION_LEVELS], [...ESCALATION_STATES], null, null, 100_001]));
  });
  afterAll(() => store.close());

  const ask = async <T>(text: string, values: readonly unknown[]): Promise<T[]> =>
    (await store.database.readAt('list', 'full', undefined, [{ statement: { text }, values: ['full', ...values] }])).rows[0] as T[];

  it('holds each of them once, the newest first', () => {
    expect(all).toHaveLength(100_000);
    expect(new Set(all.map(({ id }) => id)).size).toBe(100_000);
    const keys = all.map(({ opened_at, id }) => `${opened_at} ${id}`);
    expect(keys).toEqual([...keys].sort().reverse());
  });

  it.each(FILTERS)('is served by its index, page by page, for %j, %j, %j', async (types, levels, states) => {
    const fitting = all.filter(({ type, level, state }) => [...types, ...levels, ...states].filter((word) => [type, level, state].includes(word)).length === 3);
    const last = fitting[6];
    const pages = [
      { place: [null, null], expected: fitting.slice(0, 7) },
      ...(last ? [{ place: [last.opened_at, last.id], expected: fitting.slice(7, 14) }] : []),
    ];
    for (const { place, expected } of pages) {
      const values = [types, levels, states, ...place, 7];
      const plan = JSON.stringify(await ask(`EXPLAIN ${LIST_ESCALATIONS.text}`, values));
      expect(plan).toContain('Index Scan Backward using escalation_list_index');
      expect(plan).not.toContain('Seq Scan on escalation ');
      expect((await ask<Row>(LIST_ESCALATIONS.text, values)).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    }
  });
});
