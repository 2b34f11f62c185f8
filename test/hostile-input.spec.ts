import { type Answer, call, type CallOptions, type Json } from './support/call';
import { claimOf, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { sendRaw } from './support/raw-request';
import { startTestApp, type TestApp } from './support/server';

const MEBIBYTE = 1_048_576;
const DEEP = 100_000;
const CLAIM = signClaim(claimOf());
const VOTE = signVote('ab'.repeat(32), 1);

/** A JSON text with one more member at its end. */
const withMember = (value: object, member: string) => `${JSON.stringify(value).slice(0, -1)},${member}}`;

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('hostile input', () => {
  let server: TestApp;
  const send = (method: string, path: string, options: CallOptions = {}) => call(server.url, method, path, { key: server.adminKey, ...options });
  const assert = (raw: string) => send('POST', '/v1/assert', { raw });
  const ndjson = (raw: string) => send('POST', '/v1/assert/batch', { raw, headers: { 'content-type': 'application/x-ndjson' } });
  const bytes = (path: string, body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}${path}`, { method: 'POST', body, headers: { 'x-api-key': server.adminKey, ...headers }, duplex: 'half' });

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  /** Nothing below may ever be written, and the server goes on serving. */
  afterEach(async () => {
    for (const path of ['/v1/query', '/v1/agents', '/v1/sources']) expect([path, (await send('GET', path)).body['items']]).toEqual([path, []]);
  });

  describe('in the form of a request', () => {
    it('is refused without a content type', async () => {
      const response = await bytes('/v1/assert', Buffer.from(JSON.stringify(CLAIM)));
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([415, 'unsupported_media_type']);
    });

    it('is refused without any body', async () => {
      for (const path of ['/v1/assert', '/v1/assert/batch', '/v1/vote', '/v1/source']) {
        expectProblem(await send('POST', path), 400, 'validation_failed');
      }
    });

    it.each(['/v1/assert', '/v1/vote'])('is refused one byte past 1 MiB by %s, with or without a declared length', async (path) => {
      const body = Buffer.alloc(MEBIBYTE + 1, ' ');
      const json = { 'content-type': 'application/json' };
      expect((await bytes(path, body, json)).status).toBe(413);
      expect((await bytes(path, new Blob([body]).stream(), json)).status).toBe(413);
      expect((await bytes(path, body.subarray(1), json)).status).toBe(400);
    });

    it.each(['application/json', 'application/x-ndjson'])('is refused one byte past 10 MiB as a batch of %s', async (type) => {
      const body = Buffer.alloc(10 * MEBIBYTE + 1, ' ');
      expect((await bytes('/v1/assert/batch', body, { 'content-type': type })).status).toBe(413);
      expect((await bytes('/v1/assert/batch', body.subarray(1), { 'content-type': type })).status).toBe(400);
    });

    it('is refused as NDJSON where one record is expected', async () => {
      const headers = { 'content-type': 'application/x-ndjson' };
      for (const path of ['/v1/assert', '/v1/vote', '/v1/source']) {
        const { status } = await send('POST', path, { raw: JSON.stringify(CLAIM), headers });
        expect([path, [400, 415].includes(status)]).toEqual([path, true]);
      }
    });

    it('is refused when it is no UTF-8, instead of being read as another text', async () => {
      const source = Buffer.from('{"content":"caf?"}');
      source[source.indexOf('?')] = 0xe9;
      const response = await bytes('/v1/source', source, { 'content-type': 'application/json', 'x-namespace': 'latin' });
      expect(response.status).toBe(400);
    });

    it('gets a problem when its request line, its headers or its length make no sense', async () => {
      const requests = {
        'no such method': 'STEAL /v1/query HTTP/1.1\r\nHost: a\r\n\r\n',
        'no version': 'GET /v1/query\r\n\r\n',
        'two lengths': 'POST /v1/assert HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
        'length and chunks': 'POST /v1/assert HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'a line feed in a header': 'GET /v1/query HTTP/1.1\r\nHost: a\r\nX-Request-Id: a\nX-Forged: b\r\n\r\n',
        'endless headers': `GET /v1/query HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`,
      };
      for (const [what, request] of Object.entries(requests)) {
        const answer = await sendRaw(server.url, request);
        expect([what, answer]).toEqual([what, expect.stringMatching(/^HTTP\/1\.1 4\d\d [\s\S]+application\/problem\+json[\s\S]+"type":"urn:stemedb:error:\w+"/)]);
      }
    });

    it.each([
      ['half a character', '/v1/assertions/%E0%A4%A'],
      ['half an escape', '/v1/%zz'],
      ['no UTF-8', '/v1/assertions/%c0%af'],
      ['no end', `/v1/assertions/${'a'.repeat(3_000)}`],
    ])('gets a whole problem for a path with %s', async (_what, path) => {
      expectProblem(await send('GET', path), 400, 'malformed_request');
    });

    it.each(['/v1/../v1/query/', '//v1/query', '/v1/query/', '/V1/query', '/v1/query;x=1', '/v1', '/'])('finds no route at %s', async (path) => {
      const answer = await sendRaw(server.url, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: ${server.adminKey}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 404 [\s\S]+"code":"route_not_found"/);
    });

    it('cannot forge a line of the log through its request id', async () => {
      const forged = ['x'.repeat(129), 'a b', 'a"b', 'a\tb', 'a,b', '{}', 'é'];
      for (const id of forged) {
        const answer = await sendRaw(server.url, `GET /v1/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: ${id}\r\n\r\n`);
        expect([id, answer]).toEqual([id, expect.stringMatching(/\r\nx-request-id: [0-9a-f]{8}-[0-9a-f-]{27}\r\n/i)]);
      }
      const twice = await sendRaw(server.url, 'GET /v1/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: a\r\nX-Request-Id: b\r\n\r\n');
      expect(twice).toMatch(/\r\nx-request-id: [0-9a-f]{8}-[0-9a-f-]{27}\r\n/i);
      const longest = 'x'.repeat(128);
      expect((await send('GET', '/v1/nothing', { headers: { 'x-request-id': longest } })).headers.get('x-request-id')).toBe(longest);
    });
  });

  describe('in the depth of its nesting', () => {
    it.each<[string, () => Promise<Answer>]>([
      ['a claim', () => assert(nested(DEEP))],
      ['arrays', () => assert(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`)],
      ['metadata', () => assert(withMember(CLAIM, `"source_metadata":${nested(DEEP)}`))],
      ['an object', () => assert(withMember(CLAIM, `"object":${nested(DEEP)}`))],
      ['a vote', () => send('POST', '/v1/vote', { raw: withMember(VOTE, `"weight":${nested(DEEP)}`) })],
      ['a source', () => send('POST', '/v1/source', { raw: `{"content":${nested(DEEP)}}` })],
    ])('is refused in %s', async (_where, sent) => {
      expectProblem(await sent(), 400, 'validation_failed');
    });

    it('is refused together with a forbidden key at its bottom', async () => {
      expectProblem(await assert(nested(DEEP).replace('1', '{"__proto__":{}}')), 400, 'malformed_json');
    });

    it('fails one item of a batch alone, in both forms', async () => {
      const items = [nested(DEEP), withMember(CLAIM, `"source_metadata":${nested(DEEP)}`)];
      for (const answer of [await send('POST', '/v1/assert/batch', { raw: `[${items.join(',')}]` }), await ndjson(items.join('\n'))]) {
        expect([answer.status, [...(answer.body['results'] ?? [])].map((result) => result['error']?.['code'])]).toEqual([207, ['validation_failed', 'validation_failed']]);
      }
    });
  });

  describe('in its keys', () => {
    const FORBIDDEN = ['"__proto__":{"admin":true}', '"\\u005f_proto__":1', '"constructor":{"prototype":{"admin":true}}'];

    it.each(FORBIDDEN)('is refused as %s at the top and inside of metadata', async (member) => {
      expectProblem(await assert(withMember(CLAIM, member)), 400, 'malformed_json');
      expectProblem(await assert(withMember(CLAIM, `"source_metadata":{${member}}`)), 400, 'malformed_json');
    });

    it.each(FORBIDDEN)('is refused as %s in a line of NDJSON as well', async (member) => {
      const { body } = await ndjson([withMember(CLAIM, member), withMember(CLAIM, `"source_metadata":{${member}}`)].join('\n'));
      expect([...(body['results'] ?? [])].map((result) => result['error']?.['status'])).toEqual([400, 400]);
    });

    it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'then', 'toJSON'])('is refused as an unknown field %s', async (name) => {
      const answer = await assert(withMember(CLAIM, `"${name}":1`));
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual([name]);
    });

    it('is refused inside of the object and of a signature, by its place', async () => {
      const answer = await send('POST', '/v1/assert', {
        body: { ...CLAIM, object: { type: 'Number', value: 1, unit: 'days' }, signatures: [{ ...CLAIM.signatures[0], role: 'admin' }] },
      });
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(['object.unit', 'signatures.0.role']);
    });

    it('is named up to a bound, however many there are', async () => {
      const answer = await send('POST', '/v1/assert', { body: Object.fromEntries(Array.from({ length: 20_000 }, (_unused, index) => [`f${index}`, index])) });
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer).length).toBeLessThanOrEqual(100);
    });
  });

  describe('in its texts', () => {
    const TEXTS = ['subject', 'predicate', 'epoch', 'narrative'];

    it.each([
      ['a lone surrogate', '\\ud800'],
      ['a reversed pair', '\\udc00\\ud800'],
      ['U+0000', '\\u0000'],
    ])('is refused for %s in every text of a claim', async (_what, escape) => {
      const texts = Object.fromEntries(TEXTS.map((name) => [name, 'aXb']));
      const body = { ...CLAIM, ...texts, object: { type: 'Text', value: 'aXb' }, source_metadata: { k: ['aXb'] } };
      const answer = await assert(JSON.stringify(body).replaceAll('aXb', `a${escape}b`));
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual([...TEXTS, 'object.value', 'source_metadata.k.0'].sort());
      expectProblem(await assert(withMember(CLAIM, `"source_metadata":{"a${escape}b":1}`)), 400, 'validation_failed');
    });

    it.each(['\\u0007', '\\n', '\\t', '\\u007f', '\\u0085'])('is refused for the control character %s in what is one line', async (escape) => {
      const body = { ...CLAIM, subject: 'aXb', predicate: 'aXb', epoch: 'aXb', object: { type: 'Reference', value: 'aXb' } };
      const answer = await assert(JSON.stringify(body).replaceAll('aXb', `a${escape}b`));
      expect(badFields(answer)).toEqual(['epoch', 'object.value', 'predicate', 'subject']);
    });

    it('is refused in a query as it is in a body', async () => {
      for (const evil of ['%00', '%0a', '%ed%a0%80%00', 'a'.repeat(513)]) {
        const answer = await send('GET', `/v1/query?subject=${evil}&predicate=${evil}&epoch=${evil}`);
        expectProblem(answer, 400, 'validation_failed');
        expect(badFields(answer)).toEqual(['epoch', 'predicate', 'subject']);
      }
    });

    it('is refused past its length, which is counted in characters and after normalization', async () => {
      const answer = await send('POST', '/v1/assert', {
        body: {
          ...CLAIM,
          subject: '\u{1F600}'.repeat(513),
          predicate: 'p'.repeat(257),
          object: { type: 'Text', value: 'o'.repeat(8_193) },
          narrative: 'n'.repeat(10_001),
          epoch: 'e'.repeat(129),
          source_metadata: { text: 'm'.repeat(16_384) },
        },
      });
      expect(badFields(answer)).toEqual(['epoch', 'narrative', 'object.value', 'predicate', 'source_metadata', 'subject']);
      const longest = await send('POST', '/v1/assert', { body: { ...CLAIM, subject: 'e\u0301'.repeat(512), predicate: '\u{1F600}'.repeat(256) } });
      expectProblem(longest, 422, 'signature_invalid');
    });

    it('is refused with a million combining marks, at once', async () => {
      const started = performance.now();
      expectProblem(await send('POST', '/v1/assert', { body: { ...CLAIM, narrative: `a${'\u0301\u0323'.repeat(150_000)}` } }), 400, 'validation_failed');
      expect(performance.now() - started).toBeLessThan(2_000);
    });
  });

  describe('in its hashes and numbers', () => {
    const hashes = (value: string): Json =>
      ({ ...CLAIM, source_hash: value, parent_hash: value, visual_hash: value, signatures: [{ agent_id: value, signature: value, timestamp: 1 }] }) as unknown as Json;
    const HASH_FIELDS = ['parent_hash', 'signatures.0.agent_id', 'signatures.0.signature', 'source_hash', 'visual_hash'];

    it.each(['', 'ab', 'AB'.repeat(32), 'ab'.repeat(31), 'ab'.repeat(33), `0x${'ab'.repeat(31)}`, `${'ab'.repeat(31)}g\n`])('is refused as the hash %j', async (value) => {
      const answer = await send('POST', '/v1/assert', { body: hashes(value) });
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(HASH_FIELDS);
      expect(badFields(await send('POST', '/v1/vote', { body: { ...VOTE, assertion_hash: value } }))).toEqual(['assertion_hash']);
      expect(badFields(await send('POST', '/v1/source', { body: { hash: value } }))).toEqual(['hash']);
      for (const path of ['/v1/assertions/', '/v1/source/', '/v1/agents/']) {
        if (value !== '') expectProblem(await send('GET', path + encodeURIComponent(value)), 400, 'validation_failed');
      }
    });

    it.each(['1e400', '-1e400', '"1"', 'null', 'true', '[1]'])('is refused as the number %s', async (value) => {
      const answer = await assert(JSON.stringify({ ...CLAIM, confidence: 'X', valid_from: 'X', object: { type: 'Number', value: 'X' }, vector: ['X'] }).replaceAll('"X"', value));
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(['confidence', 'object.value', 'valid_from', 'vector.0']);
    });

    it.each(['NaN', 'Infinity', '-Infinity', '0x10', '1.', '.5', '+1', '01', "'1'"])('is refused as %s, which is no JSON', async (value) => {
      expectProblem(await assert(withMember(CLAIM, `"valid_from":${value}`)), 400, 'malformed_json');
    });

    it.each(['NaN', 'Infinity', '1e400', '-1', '', '0x1', '１', '1_0', ' 1'])('is refused as the number "%s" of a query', async (value) => {
      const answer = await send('GET', `/v1/query?limit=${encodeURIComponent(value)}&min_confidence=${encodeURIComponent(value)}x&visual_threshold=${encodeURIComponent(value)}`);
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(['limit', 'min_confidence', 'visual_threshold']);
    });
  });

  describe('in a query string', () => {
    it.each(['subject', 'lens', 'limit', 'cursor', 'as_of', 'min_confidence', 'agent_id', 'decay'])('is refused as a list where %s is one value', async (name) => {
      for (const query of [`${name}=1&${name}=2`, `${name}[]=1`, `${name}%5B%5D=1`, `${name}=1&${name}[]=2`]) {
        const answer = await send('GET', `/v1/query?${query}`);
        expect([query, answer.status, badFields(answer)]).toEqual([query, 400, expect.arrayContaining([name])]);
      }
    });

    it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a[b]', 'subject[x]', '[]', ' subject', 'Subject', '%00'])('is refused as the unknown parameter %s', async (name) => {
      const answer = await send('GET', `/v1/query?${encodeURIComponent(decodeURIComponent(name))}=1`);
      expectProblem(answer, 400, 'validation_failed');
    });

    it('is refused as an unknown parameter of every operation', async () => {
      const { paths } = (await send('GET', '/openapi.json')).body as unknown as { paths: Record<string, object> };
      const operations = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => [method.toUpperCase(), path] as const));
      const accepted: string[] = [];
      for (const [method, path] of operations.filter(([, where]) => where.startsWith('/v1/'))) {
        const url = `${path.replace(/\{\w+\}/g, 'ab'.repeat(32))}?colour=red`;
        const answer = await send(method, url, method === 'POST' ? { body: {} } : {});
        if (!badFields(answer).includes('colour')) accepted.push(`${method} ${path}`);
      }
      expect(accepted).toEqual([]);
    });
  });
});
