import { call, search } from '../support/call';
import { addressOf, claimOf, signClaim } from '../support/claims';
import { startTestApp, type TestApp } from '../support/server';

/** One line of text each, in the form that is stored: what means something to SQL, a shell, a page, a template or a pattern. */
const TEXTS = [
  "'; DROP TABLE assertion; --",
  "' OR '1'='1' /*",
  "\\'; SELECT pg_sleep(9); --",
  '$1 $$ $body$ ::bytea',
  '%s %n %x %_\\',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  '{{7*7}} ${7*7} #{7*7} <%= 7*7 %>',
  '`id` $(id) | id; & id',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'true',
  '0',
  '-1e309',
  '[object Object]',
  '=HYPERLINK("http://evil")',
  '\u202egnp.exe',
  '\u200b\u2060\ufeff',
  '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}',
  '(a+)+$ [[:alpha:]] .*',
];

describe('a text that means something elsewhere', () => {
  let server: TestApp;
  const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
  const get = (path: string) => call(server.url, 'GET', path, { key: server.adminKey });

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it.each(TEXTS)('comes back from every field of a claim as it was written: %j', async (text) => {
    const claim = claimOf({
      subject: `s ${text}`,
      predicate: `p ${text}`,
      object: { type: 'Text', value: text },
      epoch: `e ${text}`,
      narrative: text,
      source_metadata: { [`k ${text}`]: text, list: [text] },
    });
    const written = await post('/v1/assert', signClaim(claim));
    expect([written.status, written.body['hash']]).toEqual([201, addressOf(claim)]);
    expect((await get(`/v1/assertions/${addressOf(claim)}`)).body).toMatchObject(claim);
    const found = await get(`/v1/query${search({ subject: claim.subject, predicate: claim.predicate, epoch: String(claim.epoch) })}`);
    expect([...(found.body['items'] ?? [])]).toMatchObject([claim]);
    expect((await get(`/v1/query${search({ subject_prefix: claim.subject })}`)).body['items']).toHaveLength(1);
  });

  it.each(TEXTS)('comes back from an epoch, an alias and a source as it was written: %j', async (text) => {
    const epoch = { id: `id ${text}`, name: text, description: text };
    expect((await post('/v1/epoch', { ...epoch, starts_at: 0 })).status).toBe(201);
    expect((await get(`/v1/epochs/${encodeURIComponent(epoch.id)}`)).body).toMatchObject(epoch);
    const alias = { alias: `a ${text}`, canonical: `c ${text}`, reason: text, created_by: text };
    expect((await post('/v1/concepts/alias', alias)).status).toBe(201);
    expect((await get(`/v1/concepts/alias${search({ path: alias.alias })}`)).body).toMatchObject({ canonical: alias.canonical, chain: [alias] });
    const source = await post('/v1/source', { content: `content ${text}`, title: text });
    expect(source.status).toBe(201);
    expect((await get(`/v1/source/${String(source.body['hash'])}`)).body).toMatchObject({ title: text });
  });

  it('finds nothing but itself in a search, and is no pattern there', async () => {
    for (const text of TEXTS) {
      const answer = await get(`/v1/search${search({ q: text })}`);
      expect([text, [200, 400]]).toEqual([text, expect.arrayContaining([answer.status])]);
    }
    expect((await get(`/v1/query${search({ subject_prefix: '%' })}`)).body['items']).toEqual([]);
    expect((await get(`/v1/query${search({ subject_prefix: '_' })}`)).body['items']).toEqual([]);
  });

  it.each([
    ['a concept path', '/v1/concepts/parse', 'path', `a://${'a/'.repeat(200)}${'%'.repeat(100)}`],
    ['a subject of repeats', '/v1/query', 'subject', `${'a'.repeat(500)}!`],
    ['a search of repeats', '/v1/search', 'q', `${'"a" or -'.repeat(60)}x`],
    ['a moment', '/v1/query', 'as_of', `2026-01-01T00:00:00.${'0'.repeat(900)}x`],
    ['a cursor', '/v1/query', 'cursor', 'A'.repeat(4_000)],
    ['a number', '/v1/query', 'limit', `${'0'.repeat(1_000)}x`],
    ['a suggestion', '/v1/concepts/suggest', 'path', `a://${'ab'.repeat(240)}`],
  ])('takes no time out of proportion to its length in %s', async (_what, path, name, value) => {
    const before = process.cpuUsage();
    const answer = await get(`${path}${search({ [name]: value })}`);
    const { user } = process.cpuUsage(before);
    expect(answer.status).toBeLessThan(500);
    // A pattern that tries every way to take a text apart would need longer than anybody waits.
    expect(user / 1_000).toBeLessThan(2_000);
  });
});
