import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, type Json } from './support/call';
import { startTestApp, type TestApp } from './support/server';

interface Example {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Every example of a request body in the document, in its order. */
function examplesOf(document: Json): Example[] {
  return Object.entries(document['paths'] as Record<string, Record<string, Json>>).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const content = (operation['requestBody']?.['content'] ?? {}) as Record<string, Json>;
      const examples = (content['application/json']?.['examples'] ?? {}) as Record<string, Json>;
      return Object.entries(examples).map(([name, example]) => ({ name, method: method.toUpperCase(), path, body: example['value'] }));
    }),
  );
}

/** The path of a GET with the examples of its parameters, undefined where a required one, or each of several, has none. */
function exampleRequest(path: string, operation: Json): string | undefined {
  const query = new URLSearchParams();
  if (path === '/v1/source/provenance') return undefined;
  for (const parameter of [...(operation['parameters'] ?? [])]) {
    const place = String(parameter['in']);
    const example = parameter['example'] ?? parameter['schema']?.['example'];
    if (place === 'path') return undefined;
    if (place === 'query' && parameter['required'] && example === undefined) return undefined;
    if (place === 'query' && example !== undefined && String(parameter['name']) !== 'subject_prefix') {
      query.set(String(parameter['name']), String(example));
    }
  }
  return `${path}?${query.toString()}`;
}

describe('the API document', () => {
  let server: TestApp;
  let document: Json;

  beforeAll(async () => {
    server = await startTestApp();
    document = (await call(server.url, 'GET', '/openapi.json')).body;
  });
  afterAll(() => server.close());

  it('is the committed one, at both addresses', async () => {
    expect(document).toEqual(JSON.parse(readFileSync(join(__dirname, '..', 'openapi.json'), 'utf8')));
    expect((await call(server.url, 'GET', '/api-doc/openapi.json')).body).toEqual(document);
  });

  it('is shown by Swagger UI', async () => {
    const page = await call(server.url, 'GET', '/swagger-ui');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(page.text).toContain('<title>StemeDB</title>');
    const script = await call(server.url, 'GET', '/swagger-ui/swagger-ui-bundle.js');
    expect(script.status).toBe(200);
  });

  it('has body examples that succeed when they are sent as they are', async () => {
    const examples = examplesOf(document);
    expect(examples.length).toBeGreaterThanOrEqual(5);
    for (const { name, method, path, body } of examples) {
      const answer = await call(server.url, method, path, { key: server.adminKey, body });
      expect([path, name, answer.status >= 200 && answer.status < 300]).toEqual([path, name, true]);
      expect([...(path.endsWith('batch') ? (answer.body['results'] ?? []) : [])].map((item) => item['status'])).not.toContain('failed');
    }
  });

  it('has parameter examples that succeed as well', async () => {
    const paths = Object.entries(document['paths'] as Record<string, Record<string, Json>>);
    const requests = paths.flatMap(([path, item]) => (item['get'] && path.startsWith('/v1/') ? [exampleRequest(path, item['get'])] : []));
    const sent = requests.filter((request) => request !== undefined);
    expect(sent.length).toBeGreaterThanOrEqual(5);
    for (const request of sent) {
      const answer = await call(server.url, 'GET', request, { key: server.adminKey });
      expect([request, answer.status]).toEqual([request, 200]);
    }
  });

  it('says of every operation what it does, what it answers and that it needs a key', () => {
    for (const [path, item] of Object.entries(document['paths'] as Record<string, Record<string, Json>>)) {
      for (const [method, operation] of Object.entries(item)) {
        const what = `${method} ${path}`;
        expect([what, typeof operation['summary']]).toEqual([what, 'string']);
        const statuses = Object.keys(operation['responses'] ?? {});
        expect([what, statuses.some((status) => status.startsWith('2'))]).toEqual([what, true]);
        if (path.startsWith('/v1/')) expect([what, statuses.includes('401'), operation['security']]).toEqual([what, true, [{ api_key: [] }, { bearer: [] }]]);
      }
    }
  });
});
