import { call, type Json, search } from './support/call';
import { addressOf, claimOf, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

/** Percent-encoding gives one path many spellings (RFC 3986, 6.2.2). */
describe('a subject in another spelling than the canonical one', () => {
  const CANONICAL = 'code://a/~x';
  const SPELT = 'code://a/%7ex';
  const ALIAS = 'code://b/~y';
  const claims = [CANONICAL, SPELT, ALIAS].map((subject, value) => claimOf({ subject, object: { type: 'Number', value } }));
  const [ofCanonical, ofSpelt, ofAlias] = claims.map(addressOf) as [string, string, string];
  let server: TestApp;

  const get = async (path: string, parameters: Record<string, string>): Promise<Json> => {
    const { status, body, text } = await call(server.url, 'GET', `${path}${search(parameters)}`, { key: server.adminKey });
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${text}`);
    return body;
  };
  const hashesOf = (items: Json): string[] => [...items].map((item) => String(item['hash'])).sort();
  const resolved = async (subject: string, more: Record<string, string> = {}) => {
    const body = await get('/v1/query', { subject, predicate: 'value', lens: 'consensus', ...more });
    return { subject: body['subject'], found: hashesOf(body['candidates']!), used: [...body['aliases_used']!] };
  };
  const listed = async (subject: string, more: Record<string, string> = {}) => {
    const body = await get('/v1/query', { subject, ...more });
    return { found: hashesOf(body['items']!), used: [...body['aliases_used']!] };
  };

  beforeAll(async () => {
    server = await startTestApp();
    const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
    for (const claim of claims) await post('/v1/assert', signClaim(claim));
    await post('/v1/concepts/alias', { alias: 'code://b/%7Ey', canonical: SPELT, reason: 'the same' });
  });
  afterAll(() => server.close());

  it('finds what stands under it, under the canonical one and under their aliases, and says so', async () => {
    const found = [ofCanonical, ofSpelt, ofAlias].sort();
    const used = [CANONICAL, ALIAS];
    expect(await resolved(SPELT)).toEqual({ subject: SPELT, found, used });
    expect(await listed(SPELT)).toEqual({ found, used });
    expect((await get('/v1/skeptic', { subject: SPELT, predicate: 'value' }))['aliases_used']).toEqual(used);
    expect((await get('/v1/constraints', { subject: SPELT }))['aliases_used']).toEqual(used);
  });

  it('stands by itself where nothing that means the same is asked', async () => {
    expect(await resolved(SPELT, { resolve_aliases: 'false' })).toEqual({ subject: SPELT, found: [ofSpelt], used: [] });
    expect(await listed(SPELT, { resolve_aliases: 'false' })).toEqual({ found: [ofSpelt], used: [] });
  });

  it('is not guessed by a question in the canonical one: claims stay under the subject that was signed', async () => {
    const answer = { found: [ofCanonical, ofAlias].sort(), used: [ALIAS] };
    expect(await resolved(CANONICAL)).toEqual({ subject: CANONICAL, ...answer });
    expect(await listed(CANONICAL)).toEqual(answer);
  });

  it('is a plain subject where it is no path', async () => {
    expect(await resolved('code://a/%7')).toEqual({ subject: 'code://a/%7', found: [], used: [] });
  });
});
