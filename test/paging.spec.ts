import { call, type Json, search } from './support/call';
import { addressOf, agent, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

type Parameters = Record<string, string | number>;

/** Written in this order, which is far from the bytewise order of the subjects. */
const SUBJECTS = ['p://b', 'p://a', 'p://é', 'p://Z', 'p://\u{1F600}', 'p://a/b', 'p://a-b', 'p://~', 'p://中', 'p://a', 'p://_%'];
const CLAIMS = SUBJECTS.map((subject, index) => claimOf({ subject, object: { type: 'Number', value: index } }));
const NEWEST_FIRST = CLAIMS.map((claim) => addressOf(claim)).reverse();
const BY_SUBJECT = [...CLAIMS].sort((left, right) => Buffer.compare(Buffer.from(left.subject), Buffer.from(right.subject))).map((claim) => addressOf(claim));
const SOURCES = CLAIMS.map((_claim, index) => `${10 + index}`.repeat(32));
const AGENTS = CLAIMS.map((_claim, index) => agent(index + 1));

/** Each list, what it holds of the records above, and in which order. */
const LISTS: [string, string, Parameters, string[]][] = [
  ['claims, newest first', '/v1/query', {}, NEWEST_FIRST],
  ['claims of a subtree, by subject', '/v1/query', { subject_prefix: 'p://' }, BY_SUBJECT],
  ['sources, newest first', '/v1/sources', {}, [...SOURCES].reverse()],
  ['agents, by id', '/v1/agents', {}, AGENTS.map(({ agentId }) => agentId).sort()],
];

let server: TestApp;
const send = (method: string, path: string, namespace: string, body?: unknown) =>
  call(server.url, method, path, { key: server.adminKey, headers: { 'x-namespace': namespace }, ...(body === undefined ? {} : { body }) });
const page = (path: string, parameters: Parameters, namespace = 'resting') => send('GET', `${path}${search(parameters)}`, namespace);
const itemsOf = (body: Json): Json[] => [...(body['items'] ?? [])];
const idOf = (item: Json) => String(item['hash'] ?? item['agent_id']);

async function writeAll(namespace: string): Promise<void> {
  for (const [index, claim] of CLAIMS.entries()) {
    await send('POST', '/v1/assert', namespace, signClaim(claim, AGENTS[index]));
    await send('POST', '/v1/source', namespace, { hash: SOURCES[index] });
  }
}

/** All ids of a list, in pages of the given sizes in turn; `between` runs after each page but the last. */
async function walk(path: string, parameters: Parameters, limits: readonly number[], namespace = 'resting', between?: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: Json | undefined;
  for (let turn = 0; ; turn += 1) {
    const limit = limits[turn % limits.length]!;
    const { status, body } = await page(path, { ...parameters, limit, ...(cursor ? { cursor: String(cursor) } : {}) }, namespace);
    expect(status).toBe(200);
    seen.push(...itemsOf(body).map(idOf));
    cursor = body['next_cursor'];
    if (cursor === null) return seen;
    expect(itemsOf(body)).toHaveLength(limit);
    await between?.();
  }
}

beforeAll(async () => {
  server = await startTestApp();
  await writeAll('resting');
  await writeAll('other');
});
afterAll(() => server.close());

describe.each(LISTS)('a list of %s,', (what, path, parameters, expected) => {
  it.each([[[1]], [[2, 5]], [[10]], [[11]], [[1_000]]])('holds each once in its order, in pages of %j', async (limits) => {
    expect(await walk(path, parameters, limits)).toEqual(expected);
  });

  it('ends without an empty last page', async () => {
    expect((await page(path, { ...parameters, limit: expected.length })).body['next_cursor']).toBeNull();
    expect(itemsOf((await page(path, parameters)).body)).toHaveLength(expected.length);
  });

  it('neither skips nor repeats what it began with while others write', async () => {
    const namespace = `moving-${LISTS.findIndex((list) => list[0] === what)}`;
    await writeAll(namespace);
    let written = 0;
    const seen = await walk(path, parameters, [2], namespace, async () => {
      written += 1;
      const newcomer = claimOf({ subject: `p://${written % 2 ? 'A' : 'zz'}${written}` });
      await send('POST', '/v1/assert', namespace, signClaim(newcomer, agent(100 + written)));
      await send('POST', '/v1/source', namespace, { content: `more ${written}` });
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => expected.includes(id))).toEqual(expected);
  });

  it('refuses every damage to a cursor', async () => {
    const cursor = String((await page(path, { ...parameters, limit: 2 })).body['next_cursor']);
    const forged = (change: (parts: string[]) => unknown) =>
      Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[]))).toString('base64url');
    const damaged = [
      ...Array.from({ length: 20 }, (_unused, index) => cursor.slice(0, Math.floor((cursor.length * index) / 20))),
      `${cursor}A`,
      `${cursor}=`,
      ` ${cursor}`,
      'null',
      'A'.repeat(5_000),
      forged((parts) => parts.slice(0, -1)),
      forged((parts) => [...parts, 'x']),
      forged((parts) => [...parts.slice(0, -1), 'not a hash']),
      forged((parts) => [...parts.slice(0, -1), '']),
      forged((parts) => parts.map(() => '\u0000')),
      forged(([fingerprint, ...parts]) => [fingerprint, ...parts.map(() => '2020-02-30T00:00:00.000000Z')]),
      forged(() => ({ 0: 'x' })),
    ];
    for (const one of damaged) {
      const answer = await page(path, { ...parameters, cursor: one });
      expect([one, answer.status]).toEqual([one, 400]);
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(['cursor']);
    }
  });

  it('refuses the cursor of another list', async () => {
    for (const [, otherPath, otherParameters] of LISTS.filter((list) => list[1] !== path || list[2] !== parameters)) {
      const { body } = await page(otherPath, { ...otherParameters, limit: 1 });
      const answer = await page(path, { ...parameters, cursor: String(body['next_cursor']) });
      expect([answer.status, badFields(answer)]).toEqual([400, ['cursor']]);
    }
  });

  it('takes a limit from 1 to 1,000', async () => {
    for (const limit of ['0', '1001', '-1', '1.5', 'ten', '']) {
      const answer = await page(path, { ...parameters, limit });
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(['limit']);
    }
  });
});

describe('the cursor of a query', () => {
  it('goes on with the same filters only, and in the same namespace', async () => {
    const cursor = String((await page('/v1/query', { limit: 1, predicate: 'value', min_confidence: 0.5 })).body['next_cursor']);
    const same = { predicate: 'value', min_confidence: 0.5, cursor };
    expect((await page('/v1/query', { ...same, limit: 7 })).status).toBe(200);
    for (const other of [{ min_confidence: 0.6 }, { predicate: 'other' }, { lifecycle: 'Proposed' }, { source_class: 'Expert' }, { valid_at: 'any' }, { subject: 'p://a' }] as Parameters[]) {
      expect(badFields(await page('/v1/query', { ...same, ...other }))).toEqual(['cursor']);
    }
    expect(badFields(await page('/v1/query', same, 'other'))).toEqual(['cursor']);
  });

  it('keeps every page in the moment of the first', async () => {
    const first = (await page('/v1/query', { limit: 2 })).body;
    const second = (await page('/v1/query', { limit: 2, cursor: String(first['next_cursor']) })).body;
    expect(second['as_of']).toBe(first['as_of']);
  });
});
