import { randomUUID } from 'node:crypto';
import { keysOf } from '@stemedb/knowledge/assertions/testing';
import { subjectKey } from '@stemedb/knowledge/assertions';
import { named, plant, plantMany } from '@stemedb/knowledge/sources/testing';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { ProvenanceModule } from './provenance.module';
import { traceSchema } from './trace.dto';
import type { Trace } from './trace-mark.rules';
import { TraceService } from './trace.service';

const PREHISTORY = '2000-01-01T00:00:00.000000Z';

let store: OpenStore;
let traces: TraceService;

beforeAll(async () => {
  store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, ProvenanceModule] });
  traces = store.get(TraceService);
});

afterAll(() => store.close());

const trace = (name: string, changes: Record<string, string> = {}, namespace = 'team'): Promise<Trace> =>
  traces.trace(namespace, named(name), traceSchema.parse(changes));
const write = async (text: string, ...values: unknown[]) => (await store.database.commit('plant', 'team', [{ statement: { text }, values }])).recordedAt;
const bytes = (name: string) => Buffer.from(named(name), 'hex');
const agent = (number: number) => Buffer.from(keysOf(number).agentId, 'hex');
const KEY = subjectKey('team', 'planted');
const SIGNATURE = Buffer.alloc(64);

const vote = (name: string, target: string, voter: number) =>
  write(
    `INSERT INTO vote (namespace, subject_key, assertion_hash, agent_id, hash, weight, voted_at, signature) VALUES ('team', $1, $2, $3, $4, 0.5, 7, $5)`,
    ...[KEY, bytes(target), agent(voter), bytes(name), SIGNATURE],
  );
const supersede = (name: string, target: string, successor: string | undefined) =>
  write(
    `INSERT INTO supersession (namespace, subject_key, target_hash, hash, superseding_hash, type, reason, signed_at, key_id)
     VALUES ('team', $1, $2, $3, $4, $5, 'because', 7, $6)`,
    ...[KEY, bytes(target), bytes(name), successor === undefined ? null : bytes(successor), successor === undefined ? 'Retraction' : 'Temporal', randomUUID()],
  );
const approve = (name: string, target: string) =>
  write(
    `INSERT INTO lifecycle_transition (namespace, subject_key, target_hash, hash, from_state, to_state, reason, signed_at, key_id)
     VALUES ('team', $1, $2, $3, 'UnderReview', 'Approved', 'because', 7, $4)`,
    ...[KEY, bytes(target), bytes(name), randomUUID()],
  );

/** Nodes as type and depth, by the names that they were planted under. */
const shown = ({ nodes }: Trace, ...names: string[]) =>
  nodes.map(({ type, id, depth }) => `${depth} ${type} ${names.find((name) => named(name) === id) ?? (type === 'agent' ? 'agent' : id)}`);
const claimsOf = (answer: Trace, ...names: string[]) =>
  shown(answer, ...names).filter((node) => node.includes('assertion')).map((node) => node.replace(' assertion', ''));

describe('the trace of a claim', () => {
  it('shows everything on record around it, and how it hangs together', async () => {
    await plant(
      store.database,
      'team',
      { name: 'parent', source: 'book', agents: [2] },
      { name: 'claim', parent: 'parent', source: 'paper', agents: [1, 2] },
      { name: 'child', parent: 'claim', agents: [1] },
      { name: 'newer', agents: [1] },
      { name: 'unrelated', agents: [9] },
    );
    await write(`INSERT INTO source (namespace, hash, title) VALUES ('team', $1, 'A paper')`, bytes('paper'));
    await vote('vote', 'claim', 3);
    await supersede('replaced', 'claim', 'newer');
    await approve('approved', 'claim');
    const answer = await trace('claim');
    const [a1, a2, a3] = [1, 2, 3].map((number) => keysOf(number).agentId);
    expect(shown(answer, 'parent', 'claim', 'child', 'book', 'paper', 'vote', 'replaced', 'approved')).toEqual([
      '0 assertion claim',
      '0 source paper',
      ...['0 agent agent', '0 agent agent', '0 agent agent'],
      '0 vote vote',
      '0 supersession replaced',
      '0 lifecycle_transition approved',
      ...['1 assertion parent', '1 assertion child'].sort((left, right) => (named(left.split(' ')[2] ?? '') < named(right.split(' ')[2] ?? '') ? -1 : 1)),
      '1 source book',
    ]);
    expect(answer.edges.map(({ type, from, to }) => [type, from, to])).toEqual(
      expect.arrayContaining([
        ['derives_from', named('claim'), named('parent')],
        ['derives_from', named('child'), named('claim')],
        ['cites', named('claim'), named('paper')],
        ['cites', named('parent'), named('book')],
        ['signed_by', named('claim'), a1],
        ['signed_by', named('claim'), a2],
        ['signed_by', named('child'), a1],
        ['voted_on', named('vote'), named('claim')],
        ['cast_by', named('vote'), a3],
        ['supersedes', named('replaced'), named('claim')],
        ['changes_lifecycle_of', named('approved'), named('claim')],
      ]),
    );
    expect(answer.edges).toHaveLength(12);
    expect([answer.truncated, answer.left_out]).toEqual([false, { assertions: 0, evidence: 0 }]);
    expect(answer.nodes[0]?.data).toMatchObject({
      subject: 'planted',
      object: { type: 'Number', value: 1 },
      source_class: 'Expert',
      lifecycle: 'Approved',
      parent_hash: named('parent'),
      signatures: [{}, {}],
    });
    expect(answer.nodes[1]?.data).toMatchObject({ status: 'active', registered: { title: 'A paper' } });
  });

  it('shows what a claim supersedes as well as what supersedes it', async () => {
    const answer = await trace('newer');
    expect(shown(answer, 'newer', 'replaced')).toEqual(['0 assertion newer', '0 agent agent', '0 supersession replaced']);
    expect(answer.edges).toContainEqual({ type: 'superseded_by', from: named('replaced'), to: named('newer') });
  });

  it('goes as many steps as it is told, both ways or one, and says how many claims lie beyond', async () => {
    await plantMany(store.database, 'team', { prefix: 'd', count: 9, chain: true });
    const names = Array.from({ length: 9 }, (_, index) => `d${index + 1}`);
    expect(claimsOf(await trace('d5', { depth: '1' }), ...names).sort()).toEqual(['0 d5', '1 d4', '1 d6']);
    expect((await trace('d5', { depth: '1' })).left_out).toEqual({ assertions: 6, evidence: 0 });
    expect(claimsOf(await trace('d5', { depth: '0' }), ...names)).toEqual(['0 d5']);
    const up = await trace('d5', { depth: '2', direction: 'ancestors' });
    expect([claimsOf(up, ...names), up.left_out.assertions]).toEqual([['0 d5', '1 d4', '2 d3'], 2]);
    const down = await trace('d5', { depth: '50', direction: 'descendants' });
    expect([claimsOf(down, ...names), down.truncated]).toEqual([['0 d5', '1 d6', '2 d7', '3 d8', '4 d9'], false]);
  });

  it.each(['1', '2', '5', '11', '12'])('shows the %s nearest nodes, the same each time, and says how many it left out', async (limit) => {
    const whole = await trace('claim');
    const answer = await trace('claim', { limit });
    expect(answer.nodes).toEqual(whole.nodes.slice(0, Number(limit)));
    const ids = new Set(answer.nodes.map(({ id }) => id));
    expect(answer.edges).toEqual(whole.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)));
    const { assertions, evidence } = answer.left_out;
    expect(answer.truncated).toBe(Number(limit) < whole.nodes.length);
    expect(assertions + answer.nodes.filter(({ type }) => type === 'assertion').length).toBe(3);
    if (Number(limit) > 3) expect(evidence + assertions + answer.nodes.length).toBe(whole.nodes.length);
  });

  it('is walked once where claims run in a circle', async () => {
    await plant(store.database, 'team', { name: 'o1', parent: 'o3' }, { name: 'o2', parent: 'o1' }, { name: 'o3', parent: 'o2' }, { name: 'o4', parent: 'o4' });
    const answer = await trace('o1', { depth: '50' });
    expect(claimsOf(answer, 'o1', 'o2', 'o3').sort()).toEqual(['0 o1', '1 o2', '1 o3']);
    expect([answer.truncated, answer.edges.filter(({ type }) => type === 'derives_from').length]).toEqual([false, 3]);
    expect((await trace('o4', { depth: '50' })).nodes).toHaveLength(2);
  });

  it('goes through claims that are held back and shows none of them', async () => {
    await plant(
      store.database,
      'team',
      { name: 'h1', source: 'hidden', quarantine: 'pending', agents: [7] },
      { name: 'h2', parent: 'h1', agents: [1] },
      { name: 'h3', parent: 'h2', quarantine: 'rejected', agents: [8] },
      { name: 'h4', parent: 'h3', quarantine: 'approved', agents: [1] },
    );
    const answer = await trace('h2');
    expect(shown(answer, 'h2', 'h4')).toEqual(['0 assertion h2', '0 agent agent', '2 assertion h4']);
    expect([answer.edges.filter(({ type }) => type === 'derives_from'), answer.truncated]).toEqual([[], false]);
    for (const name of ['h1', 'h3']) await expect(trace(name)).rejects.toMatchObject({ code: 'assertion_not_found', status: 404 });
  });

  it('is that of its moment for ever', async () => {
    const first = await plant(store.database, 'team', { name: 't1', source: 'timed' });
    const before = await trace('t1', { as_of: first });
    await plant(store.database, 'team', { name: 't2', parent: 't1' });
    await vote('later vote', 't1', 4);
    await approve('later step', 't1');
    await supersede('later supersession', 't1', undefined);
    await write(`INSERT INTO source (namespace, hash) VALUES ('team', $1)`, bytes('timed'));
    await write(`INSERT INTO source_status (namespace, source_hash, status, reason, key_id) VALUES ('team', $1, 'retracted', 'because', $2)`, bytes('timed'), randomUUID());
    expect(JSON.stringify(await trace('t1', { as_of: first }))).toBe(JSON.stringify(before));
    const now = await trace('t1');
    expect(now.nodes.map(({ type }) => type)).toEqual(['assertion', 'source', 'agent', 'agent', 'vote', 'supersession', 'lifecycle_transition', 'assertion']);
    expect(now.nodes[1]?.data).toMatchObject({ status: 'retracted', registered: { title: null } });
    expect(before.nodes[1]?.data).toEqual({ status: 'active', registered: null });
    await expect(trace('t1', { as_of: PREHISTORY })).rejects.toMatchObject({ code: 'assertion_not_found' });
  });

  it('of an unknown claim, or of one of another namespace, is missing', async () => {
    await plant(store.database, 'red', { name: 'red', parent: 'claim' });
    await expect(trace('nobody')).rejects.toMatchObject({ code: 'assertion_not_found', status: 404 });
    await expect(trace('red')).rejects.toMatchObject({ code: 'assertion_not_found', status: 404 });
    expect(claimsOf(await trace('claim'), 'red')).not.toContain('1 red');
  });

  it.each<[string, Record<string, boolean>]>([
    ['side by side', {}],
    ['in one line', { chain: true }],
  ])('through ten thousand descendants %s shows what it may and counts the rest', async (_how, how) => {
    const prefix = `long ${String(Boolean(how['chain']))} `;
    await plant(store.database, 'team', { name: prefix });
    await plantMany(store.database, 'team', { prefix, count: 10_000, parent: prefix, ...how });
    const answer = await trace(prefix, { depth: '50', limit: '5000' });
    const claims = answer.nodes.filter(({ type }) => type === 'assertion').length;
    expect(claims).toBe(how['chain'] ? 51 : 4_999);
    expect([answer.truncated, answer.left_out]).toEqual([true, { assertions: 10_001 - claims, evidence: 0 }]);
  });
});
