import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportArchive, importArchive, verifyStore } from '@stemedb/knowledge/archive';
import type { Claim } from '@stemedb/knowledge/claims';
import { withClient } from '@stemedb/platform/database';
import { type Answer, call, type Json, search } from './support/call';
import { addressOf, BOB, claimOf, signClaim } from './support/claims';
import { EventStream } from './support/event-stream';
import { expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const HOLDING = { STEMEDB_QUARANTINE: 'pattern', STEMEDB_QUARANTINE_PATTERNS: '["^spam://"]' };

let server: TestApp;
let other: TestApp;
beforeAll(async () => {
  server = await startTestApp({ environment: HOLDING });
  other = await startTestApp({ beside: server, environment: HOLDING });
});
afterAll(async () => {
  await other.close();
  await server.close();
});

const get = (path: string, namespace = 'default', of = server): Promise<Answer> => call(of.url, 'GET', path, { key: of.adminKey, headers: { 'x-namespace': namespace } });
const post = (path: string, body: unknown, namespace = 'default', of = server): Promise<Answer> =>
  call(of.url, 'POST', path, { key: of.adminKey, body, headers: { 'x-namespace': namespace } });
const itemsOf = ({ body }: Answer, list = 'items'): Json[] => [...(body[list] ?? [])];

const heldClaim = (subject: string): Claim => claimOf({ subject: `spam://${subject}`, object: { type: 'Text', value: 'zebrafish' } });
const hold = async (subject: string, namespace?: string): Promise<Claim> => {
  const claim = heldClaim(subject);
  expect((await post('/v1/assert', signClaim(claim), namespace)).status).toBe(202);
  return claim;
};
/** A claim that everybody sees at once, by which it is known how far a reader has come. */
const mark = async (subject: string, namespace: string): Promise<string> => {
  const claim = claimOf({ subject });
  expect((await post('/v1/assert', signClaim(claim, BOB), namespace)).status).toBe(201);
  return addressOf(claim);
};

/** Where a reader could meet a claim, and whether he does. */
async function seenAt(claim: Claim, at: Record<string, string> = {}, namespace = 'default', of = server): Promise<string[]> {
  const hash = addressOf(claim);
  const pair = { subject: claim.subject, predicate: claim.predicate, ...at };
  const paths = {
    list: `/v1/query${search({ subject: claim.subject, ...at })}`,
    lens: `/v1/query${search({ ...pair, lens: 'recency' })}`,
    skeptic: `/v1/skeptic${search(pair)}`,
    assertion: `/v1/assertions/${hash}${search(at)}`,
    trace: `/v1/trace/${hash}${search(at)}`,
    search: `/v1/search${search({ q: 'zebrafish', limit: 1_000, ...at })}`,
    ...('as_of' in at ? {} : { feed: `/v1/feed${search({ limit: 1_000, after: 'beginning' })}` }),
  };
  const seen: string[] = [];
  for (const [door, path] of Object.entries(paths)) {
    const { status, text } = await get(path, namespace, of);
    // A lens says that something was left out and why; that is no answer of it.
    if (status === 200 && text.replaceAll(`{"hash":"${hash}","reason":"quarantined"}`, '').includes(hash)) seen.push(door);
  }
  return seen;
}

describe('a live feed', () => {
  /** Reads up to the mark, and answers how often the claim came, and whether before the mark. */
  const readTo = async (stream: EventStream, target: string, claim: Claim): Promise<{ times: number; before: boolean }> => {
    const hashes = () => stream.events.map(({ data }) => String(data['hash']));
    while (!hashes().includes(target)) await stream.until(stream.events.length + 1);
    const at = hashes().indexOf(addressOf(claim));
    return { times: hashes().filter((hash) => hash === addressOf(claim)).length, before: at >= 0 && at < hashes().indexOf(target) };
  };
  const open = (of: TestApp, lastEventId?: string) =>
    EventStream.open(of.url, { key: server.adminKey, namespace: 'live', ...(lastEventId === undefined ? {} : { lastEventId }) });

  it('gets a held claim with its approval, not before and once, and so does whoever resumes from an earlier place', async () => {
    const stream = await open(server);
    await stream.opened();
    const start = stream.lastEventId;
    const claim = await hold('live', 'live');
    expect(await readTo(stream, await mark('live://held', 'live'), claim)).toEqual({ times: 0, before: false });
    const cursor = stream.lastEventId;
    expect((await post('/v1/admin/quarantine/approve', { hash: addressOf(claim) }, 'live', other)).status).toBe(200);
    const last = await mark('live://approved', 'live');
    expect(await readTo(stream, last, claim)).toEqual({ times: 1, before: true });
    const after = stream.lastEventId;
    await stream.hangUp();
    for (const [of, place, times] of [[server, start, 1], [other, cursor, 1], [server, cursor, 1], [other, after, 0]] as const) {
      const resumed = await open(of, place);
      const target = times === 1 ? last : await mark('live://later', 'live');
      expect(await readTo(resumed, target, claim)).toEqual({ times, before: times === 1 });
      await resumed.hangUp();
    }
  });

  it('never gets a claim that is rejected', async () => {
    const stream = await open(server);
    await stream.opened();
    const claim = await hold('rejected', 'live');
    expect((await post('/v1/admin/quarantine/reject', { hash: addressOf(claim) }, 'live')).status).toBe(200);
    expect(await readTo(stream, await mark('live://rejected', 'live'), claim)).toEqual({ times: 0, before: false });
    await stream.hangUp();
  });

  it('of pages neither loses nor repeats it when it is approved between two of them', async () => {
    const claim = await hold('paged', 'paged');
    for (let index = 0; index < 4; index += 1) await mark(`paged://${index}`, 'paged');
    const hashes: string[] = [];
    let after = 'beginning';
    for (let page = 0; page < 8; page += 1) {
      if (page === 2) await post('/v1/admin/quarantine/approve', { hash: addressOf(claim) }, 'paged');
      const answer = await get(`/v1/feed${search({ limit: 2, after })}`, 'paged');
      hashes.push(...itemsOf(answer).filter((item) => String(item['kind']) === 'assertion').map((item) => String(item['hash'])));
      after = String(answer.body['position']);
    }
    expect(hashes).toHaveLength(5);
    expect(hashes.at(-1)).toBe(addressOf(claim));
    expect(new Set(hashes).size).toBe(5);
  });
});

describe('an archive made while a claim is held', () => {
  it('holds it for the administrators of the other store and shows it to none of its readers, with the same digest', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'stemedb-held-'));
    const path = join(directory, 'held.archive');
    const claims = { pending: await hold('archived/pending', 'archived'), rejected: await hold('archived/rejected', 'archived') };
    await post('/v1/admin/quarantine/reject', { hash: addressOf(claims.rejected) }, 'archived');
    await mark('archived://seen', 'archived');
    const order = { path, namespace: 'archived', stemedbVersion: '0.0.0', createdAt: new Date().toISOString() };
    const { end } = await exportArchive(server.databaseUrl, order);
    expect(end.counts).toMatchObject({ assertion: 3, quarantine: 2 });
    let digest: string | undefined;
    const copy = await startTestApp({
      environment: HOLDING,
      prepare: async ({ url }) => {
        await importArchive(url, path);
        ({ digest } = await verifyStore(url, undefined, () => undefined));
      },
    });
    try {
      expect(digest).toBe(end.digest);
      for (const claim of Object.values(claims)) expect(await seenAt(claim, {}, 'archived', copy)).toEqual([]);
      const waiting = itemsOf(await get('/v1/admin/quarantine', 'archived', copy)).map((item) => String(item['hash']));
      expect(waiting).toEqual([addressOf(claims.pending)]);
      expect((await post('/v1/admin/quarantine/approve', { hash: addressOf(claims.pending) }, 'archived', copy)).status).toBe(200);
      expect(await seenAt(claims.pending, {}, 'archived', copy)).toEqual(['list', 'lens', 'skeptic', 'assertion', 'trace', 'search', 'feed']);
      expect(await seenAt(claims.pending, {}, 'archived')).toEqual([]);
    } finally {
      await copy.close();
      await rm(directory, { recursive: true });
    }
  });
});

describe('a decision on a thousand claims', () => {
  const MANY = 1_000;
  /** Who was decided on before, half of them either way. */
  const EARLIER = 10;
  const decide = (verb: 'approve' | 'reject', hashes: readonly string[], of = server) => post(`/v1/admin/quarantine/${verb}`, { hashes }, 'bulk', of);
  const holdMany = async (name: string): Promise<string[]> => {
    const claims = Array.from({ length: MANY }, (_unused, index) => heldClaim(`${name}/${index}`));
    const answer = await post('/v1/assert/batch', claims.map((claim) => signClaim(claim)), 'bulk');
    expect(new Set(itemsOf(answer, 'results').map((result) => String(result['status'])))).toEqual(new Set(['quarantined']));
    return claims.map(addressOf);
  };
  const statesOf = async (hashes: readonly string[]): Promise<(string | undefined)[]> => {
    const states = new Map<string, string>();
    for (const state of ['pending', 'approved', 'rejected']) {
      for (let cursor = ''; ; ) {
        const { body } = await get(`/v1/admin/quarantine${search({ state, limit: 1_000, ...(cursor === '' ? {} : { cursor }) })}`, 'bulk');
        for (const item of body['items'] ?? []) states.set(String(item['hash']), state);
        if ((body['next_cursor'] as unknown) === null) break;
        cursor = String(body['next_cursor']);
      }
    }
    return hashes.map((hash) => states.get(hash));
  };
  const auditedActs = async (hashes: readonly string[]): Promise<string[]> => {
    const text = `SELECT act, payload FROM audit WHERE namespace = 'bulk' AND act LIKE 'quarantine.%'`;
    const { rows } = await withClient(server.superuserUrl, (client) => client.query<{ act: string; payload: string }>(text));
    const known = new Set(hashes);
    const acts = rows.map(({ act, payload }) => ({ act, hash: (JSON.parse(payload) as { detail: { hash: string } }).detail.hash }));
    return acts.filter(({ hash }) => known.has(hash)).map(({ act, hash }) => `${hash} ${act}`);
  };

  it('is one request, in which each gets its own result, those that were decided before among them', async () => {
    const hashes = await holdMany('together');
    expect((await decide('reject', hashes.slice(0, EARLIER / 2))).status).toBe(207);
    expect((await decide('approve', hashes.slice(EARLIER / 2, EARLIER))).status).toBe(207);
    const answer = await decide('approve', hashes);
    expect(answer.status).toBe(207);
    const already = (hash: string, was: string) => ({
      hash,
      state: 'failed',
      error: { code: 'quarantine_already_decided', status: 409, detail: `The claim ${hash} was ${was}` },
    });
    const expected = hashes.map((hash, index) => {
      if (index < EARLIER) return already(hash, index < EARLIER / 2 ? 'rejected' : 'approved');
      return { hash, state: 'approved', decided_at: expect.stringMatching(/\.\d{6}Z$/) };
    });
    expect(itemsOf(answer, 'results')).toEqual(expected);
    expect(await statesOf(hashes)).toEqual(hashes.map((_hash, index) => (index < EARLIER / 2 ? 'rejected' : 'approved')));
    const acts = hashes.map((hash, index) => `${hash} quarantine.${index < EARLIER / 2 ? 'reject' : 'approve'}`);
    expect((await auditedActs(hashes)).sort()).toEqual(acts.sort());
  });

  it('decides on each once, also where another instance decides on the same ones at the same time', async () => {
    const hashes = await holdMany('contended');
    const [approved, rejected] = await Promise.all([decide('approve', hashes, server), decide('reject', [...hashes].reverse(), other)]);
    const byHash = (answer: Answer) => new Map(itemsOf(answer, 'results').map((result) => [String(result['hash']), String(result['state'])]));
    const [first, second] = [byHash(approved), byHash(rejected)];
    const states = await statesOf(hashes);
    const expected = states.map((state) => (state === 'approved' ? ['approved', 'failed'] : ['failed', 'rejected']));
    expect(hashes.map((hash) => [first.get(hash), second.get(hash)])).toEqual(expected);
    const acts = hashes.map((hash, index) => `${hash} quarantine.${states[index] === 'approved' ? 'approve' : 'reject'}`);
    expect((await auditedActs(hashes)).sort()).toEqual(acts.sort());
  });

  it('and one is refused', async () => {
    const hashes = Array.from({ length: MANY + 1 }, (_unused, index) => index.toString(16).padStart(64, '0'));
    expectProblem(await decide('approve', hashes), 400, 'validation_failed');
    expect((await decide('approve', hashes.slice(1))).status).toBe(207);
  });
});

describe('a moment before the approval of a claim', () => {
  it('goes on without it, to the last microsecond', async () => {
    const claim = await hold('moments');
    const between = String((await get('/v1/query?subject=spam%3A%2F%2Fmoments')).body['as_of']);
    const decidedAt = String((await post('/v1/admin/quarantine/approve', { hash: addressOf(claim) })).body['decided_at']);
    const justBefore = decidedAt.replace(/\d{6}Z$/, (digits) => `${String(Number(digits.slice(0, 6)) - 1).padStart(6, '0')}Z`);
    const doors = ['list', 'lens', 'skeptic', 'assertion', 'trace', 'search'];
    expect(await seenAt(claim, { as_of: decidedAt })).toEqual(doors);
    for (const as_of of [between, justBefore]) expect([as_of, await seenAt(claim, { as_of })]).toEqual([as_of, []]);
    expect(await seenAt(claim)).toEqual([...doors, 'feed']);
  });
});
