import { withClient } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { STATES } from './decision.rules';
import { type ListQuarantineQuery, listQuarantineSchema } from './quarantine.dto';
import { listQuarantine, type QuarantinePosition } from './quarantine.statements';

const PENDING = 100_000;
const HELD = 140_000;
const agentId = (number: number): string => number.toString(16).padStart(64, '0');
/** The first has signed every hundredth of what was held; the others more than ten thousand claims, of which few or none were. */
const [FEW, MANY, NONE] = [agentId(1), agentId(2), agentId(3)];

/** A hundred thousand claims that wait, others that were decided, one reason of them rare, and some that were never held. */
const FILL = `
  INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash, source_class,
    declared_class, lifecycle, recorded_at)
  SELECT 'full', n, 1, decode(lpad(to_hex(n), 64, '0'), 'hex'), 's' || n, 'p', '{"type":"Number","value":1}', 0.5, decode(repeat('00', 32), 'hex'),
    3, false, 'Proposed', timestamptz '2026-01-01' + (n / 3) * interval '1 ms'
  FROM generate_series(1, ${HELD + 30_000}) n;
  INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail, recorded_at, decision, decided_at)
  SELECT namespace, subject_key, hash, CASE WHEN subject_key % 1000 = 0 THEN 'pattern' ELSE 'low_quality' END, 'x', recorded_at,
    CASE WHEN subject_key > ${PENDING} THEN CASE subject_key % 2 WHEN 1 THEN 'approved' ELSE 'rejected' END END,
    CASE WHEN subject_key > ${PENDING} THEN recorded_at END
  FROM assertion WHERE subject_key <= ${HELD};
  INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at, recorded_at)
  SELECT namespace, subject_key, hash, decode(lpad(to_hex(CASE WHEN subject_key > ${HELD} THEN 2 + subject_key % 2
    WHEN subject_key % 100 = 0 THEN 1 WHEN subject_key % 5003 = 0 THEN 2 ELSE 16 + subject_key % 1000 END), 64, '0'), 'hex'),
    decode(repeat('00', 64), 'hex'), 1, recorded_at
  FROM assertion`;

const FILTERS = STATES.flatMap((state) =>
  (['oldest', 'newest'] as const).flatMap((order) =>
    [undefined, 'pattern'].flatMap((reason) => [undefined, FEW, MANY, NONE].map((agent_id) => ({ state, order, reason, agent_id }))),
  ),
);

describe('the list of quarantine, with a hundred thousand that wait', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
    await withClient(store.adminUrl, async (client) => {
      await client.query(FILL);
      await client.query('ANALYZE');
    });
  });
  afterAll(() => store.close());

  const page = (query: ListQuarantineQuery, after?: QuarantinePosition) => {
    const { statement, values } = listQuarantine('full', query, after);
    const ask = <Row extends Record<string, unknown>>(text: string) => store.database.query<Row>('list', 'full', { statement: { text }, values });
    return {
      rows: () => ask<{ subject: string; recorded_at: string; hash: string; agents: string[]; reason: string; state: string }>(statement.text),
      plan: async () => (await ask<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement.text}`)).map((row) => row['QUERY PLAN']).join('\n'),
    };
  };

  it.each(FILTERS)('is served by indexes for $state, $order first, reason $reason, agent $agent_id', async (filter) => {
    const query = listQuarantineSchema.parse({ ...filter, limit: '10' });
    const first = await page(query).rows();
    const after = first[3] && { recordedAt: first[3].recorded_at, hash: first[3].hash };
    for (const { plan } of [page(query), ...(after ? [page(query, after)] : [])]) {
      const text = await plan();
      expect(text).not.toMatch(/Seq Scan/);
      expect(text).not.toMatch(/Hash Join|Merge Join/);
      // Without an agent the order is that of the index; rows that commits share come in the order of their hashes.
      if (filter.agent_id === undefined) expect(text.match(/Sort Key/g) ?? []).toHaveLength(text.includes('Incremental Sort') ? 1 : 0);
    }
    for (const row of first) {
      expect(row.state).toBe(filter.state);
      if (filter.reason !== undefined) expect(row.reason).toBe(filter.reason);
      if (filter.agent_id !== undefined) expect(row.agents).toContain(filter.agent_id);
    }
    if (filter.agent_id === NONE) expect(first).toEqual([]);
    if (after) expect((await page(query, after).rows()).slice(0, 7).map(({ hash }) => hash)).toEqual(first.slice(4).map(({ hash }) => hash));
  });

  it('holds every claim of an agent, whichever way he is looked for', async () => {
    const query = (agent_id: string) => listQuarantineSchema.parse({ state: 'pending', agent_id, limit: '1000' });
    expect(await page(query(FEW)).rows()).toHaveLength(1_000);
    const subjects = (await page(query(MANY)).rows()).map(({ subject }) => Number(subject.slice(1)));
    const held = Array.from({ length: PENDING }, (_unused, index) => index + 1).filter((n) => n % 5003 === 0 && n % 100 !== 0);
    expect(subjects).toEqual(held);
  });
});
