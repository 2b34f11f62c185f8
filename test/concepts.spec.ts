import { call, search } from './support/call';
import { claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

describe('concept paths', () => {
  let server: TestApp;
  let reader: string;
  const get = (path: string, parameters: Record<string, string | number>, namespace = 'default') =>
    call(server.url, 'GET', `/v1/concepts/${path}${search(parameters)}`, { key: server.adminKey, headers: { 'x-namespace': namespace } });
  const claim = (subject: string, namespace = 'default', changes = {}) =>
    call(server.url, 'POST', '/v1/assert', { key: server.adminKey, headers: { 'x-namespace': namespace }, body: signClaim(claimOf({ subject, ...changes })) });

  beforeAll(async () => {
    server = await startTestApp();
    reader = await server.createKey({ role: 'read_only' });
  });
  afterAll(() => server.close());

  describe('taken apart', () => {
    it('tell scheme, segments, everything above, canonical form and class', async () => {
      const answer = await get('parse', { path: 'rfc://5246/t%6cs/a%2fb' });
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          scheme: 'rfc',
          segments: ['5246', 'tls', 'a%2Fb'],
          parent: 'rfc://5246/tls',
          ancestors: ['rfc://5246', 'rfc://5246/tls'],
          leaf: 'a%2Fb',
          tail: 'tls/a%2Fb',
          canonical: 'rfc://5246/tls/a%2Fb',
          source_class: 'Regulatory',
        },
      ]);
    });

    it('may be plain subjects, which have no hierarchy', async () => {
      expect((await get('parse', { path: 'semaglutide' })).body).toEqual({
        scheme: null,
        segments: [],
        parent: null,
        ancestors: [],
        leaf: 'semaglutide',
        tail: 'semaglutide',
        canonical: 'semaglutide',
        source_class: 'Expert',
      });
    });

    it.each([
      ['blog://a', 'Anecdotal'],
      ['pubmed://1', 'Clinical'],
      ['community://a', 'Community'],
      ['unheard-of://a', 'Expert'],
    ])('have the class of their scheme: %s', async (path, sourceClass) => {
      expect((await get('parse', { path })).body['source_class']).toBe(sourceClass);
    });

    it('have the class that a claim about them gets where its writer declares none', async () => {
      const { body } = await claim('rfc://8446/tls', 'classes');
      const stored = await call(server.url, 'GET', `/v1/assertions/${String(body['hash'])}`, { key: server.adminKey, headers: { 'x-namespace': 'classes' } });
      expect(stored.body['source_class']).toBe((await get('parse', { path: 'rfc://8446/tls' })).body['source_class']);
    });

    it.each([
      ['x://', 'segment 1 is empty'],
      ['x://a//b', 'segment 2 is empty'],
      ['x://a/b/', 'segment 3 is empty'],
      ['x://a/../b', 'segment 2 is ".."'],
      ['x://a/%2E/b', 'segment 2 is "."'],
      ['x://a/%', 'segment 2 has "%", which is no percent-encoding'],
      ['x://a/%g0', 'segment 2 has "%g0", which is no percent-encoding'],
      ['X://a', 'the scheme "X" is not [a-z][a-z0-9+.-]*'],
      ['9://a', 'the scheme "9" is not [a-z][a-z0-9+.-]*'],
      [`x://${'a/'.repeat(16)}a`, '17 segments, expected at most 16'],
      [`x://${'é'.repeat(129)}`, 'segment 1 has more than 128 characters'],
      ['', 'expected 1 to 512 characters'],
      ['a'.repeat(513), 'expected 1 to 512 characters'],
      ['a\u0007b', 'expected text without control characters'],
    ])('are refused where they are malformed, and the fault is named: %j', async (path, fault) => {
      const answer = await get('parse', { path });
      expectProblem(answer, 400, 'validation_failed');
      expect(answer.body['errors']).toEqual([{ path: 'path', message: fault }]);
    });

    it('need a path, and nothing else', async () => {
      expect(badFields(await get('parse', {}))).toEqual(['path']);
      expect(badFields(await get('parse', { path: 'a', pfad: 'b' }))).toEqual(['pfad']);
    });

    it('are read with a reader key, and not without a key', async () => {
      expect((await call(server.url, 'GET', '/v1/concepts/parse?path=a', { key: reader })).status).toBe(200);
      expectProblem(await call(server.url, 'GET', '/v1/concepts/parse?path=a'), 401, 'unauthenticated');
    });
  });

  describe('suggested as aliases', () => {
    const suggested = async (path: string, namespace: string) => [...((await get('suggest', { path }, namespace)).body['items'] ?? [])];

    beforeAll(async () => {
      await claim('code://rust/app/tls/verify', 'suggest');
      await claim('drug://semaglutid', 'suggest');
      await claim('wiki://ozempic', 'suggest', { predicate: 'half_life', object: { type: 'Number', value: 7 } });
      await claim('drug://semaglutide', 'suggest', { predicate: 'half_life', object: { type: 'Number', value: 7 } });
      await claim('rfc://5246/tls/verify', 'elsewhere');
    });

    it('come ranked, each with its score and its reasons', async () => {
      const answer = await get('suggest', { path: 'drug://semaglutide' }, 'suggest');
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          path: 'drug://semaglutide',
          items: [
            { path: 'drug://semaglutid', score: expect.any(Number), reasons: [{ kind: 'spelling', score: expect.any(Number), detail: expect.stringMatching(/alike$/) }] },
            { path: 'wiki://ozempic', score: 0.3, reasons: [{ kind: 'objects', score: 0.3, detail: 'the same object for half_life' }] },
          ],
          as_of: expect.stringMatching(/\.\d{6}Z$/),
        },
      ]);
    });

    it('are found by an equal tail in another scheme, right after it was written', async () => {
      await claim('go://svc/tls/verify', 'suggest');
      const items = await suggested('rfc://5246/tls/verify', 'suggest');
      expect(items.map((item) => [item['path'], [...item['reasons']!].map((reason) => reason['kind'])])).toEqual([
        ['code://rust/app/tls/verify', ['spelling', 'tail']],
        ['go://svc/tls/verify', ['spelling', 'tail']],
      ]);
    });

    it('never come from another namespace', async () => {
      expect(await suggested('x://5246/tls/verify', 'empty')).toEqual([]);
      expect((await suggested('x://5246/tls/verify', 'elsewhere')).map((item) => String(item['path']))).toEqual(['rfc://5246/tls/verify']);
    });

    it('are no more once they are aliases', async () => {
      const body = { alias: 'drug://semaglutid', canonical: 'drug://semaglutide', reason: 'a slip of the pen' };
      await call(server.url, 'POST', '/v1/concepts/alias', { key: server.adminKey, headers: { 'x-namespace': 'suggest' }, body });
      expect((await suggested('drug://semaglutide', 'suggest')).map((item) => String(item['path']))).toEqual(['wiki://ozempic']);
    });

    it('are as many as asked for, at most 100', async () => {
      const answer = await get('suggest', { path: 'rfc://5246/tls/verify', limit: 1 }, 'suggest');
      expect([...answer.body['items']!]).toHaveLength(1);
      for (const limit of ['0', '101', 'x']) expect(badFields(await get('suggest', { path: 'a', limit }))).toEqual(['limit']);
      expect(badFields(await get('suggest', { path: 'x://a//b' }))).toEqual(['path']);
    });
  });
});
