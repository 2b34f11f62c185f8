import { deviations, type Schema } from './support/api-schema';
import { type Answer, call, type CallOptions, type Json, search } from './support/call';
import { addressOf, ALICE, BOB, claimOf, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly example?: unknown;
  readonly schema: { readonly type?: string; readonly enum?: readonly unknown[]; readonly example?: unknown; readonly default?: unknown };
}

interface Content {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

const CITED = 'ab'.repeat(32);
const CLAIM = claimOf({ subject: 'demo://document', source_hash: CITED, source_metadata: { page: 1 }, valid_to: 9_000_000_000, narrative: 'why', epoch: 'e', visual_hash: '00'.repeat(8), parent_hash: 'cd'.repeat(32), lifecycle: 'Approved' });
const OTHER = claimOf({ subject: CLAIM.subject, object: { type: 'Number', value: 2 }, confidence: 0.1 });
const RULE = claimOf({ subject: CLAIM.subject, predicate: 'must_use', object: { type: 'Text', value: 'TLS' }, lifecycle: 'Approved' });
const EPOCHS = [
  { id: 'old', name: 'Old', starts_at: 0 },
  { id: 'new', name: 'New', starts_at: 1, ends_at: 2, supersedes: 'old', supersession_type: 'Temporal' },
];
const PAIR = { subject: CLAIM.subject, predicate: CLAIM.predicate };

describe('the API document', () => {
  let server: TestApp;
  let document: Json;
  let operations: Operation[];
  let reader: string;

  beforeAll(async () => {
    server = await startTestApp();
    reader = await server.createKey({ role: 'read_only' });
    document = (await call(server.url, 'GET', '/openapi.json')).body;
    const paths = document['paths'] as unknown as Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
    operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path, parameters: operation.parameters ?? [] })),
    );
    for (const claim of [CLAIM, OTHER, RULE]) await send('POST', '/v1/assert', { body: { ...signClaim(claim), vector: [1] } });
    await send('POST', '/v1/vote', { body: signVote(addressOf(CLAIM), 1, BOB) });
    await send('POST', '/v1/source', { body: { content: 'evidence', title: 'Evidence' } });
    await send('POST', '/v1/source', { body: { hash: CITED } });
    for (const epoch of EPOCHS) await send('POST', '/v1/epoch', { body: epoch });
  });
  afterAll(() => server.close());

  const send = (method: string, path: string, options: CallOptions = {}) => call(server.url, method, path, { key: server.adminKey, ...options });

  const auditId = async () => String((await send('GET', `/v1/skeptic${search(PAIR)}`)).body['audit_id']);

  it('names each operation once, as generated clients need it', () => {
    const names = operations.map((operation) => operation.operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('gives each parameter values and defaults of the type that it has', () => {
    const isOf = (type: string | undefined, value: unknown) => type === undefined || (type === 'array' ? Array.isArray(value) : typeof value === (type === 'integer' ? 'number' : type));
    const wrong = operations.flatMap((operation) =>
      operation.parameters.flatMap(({ name, schema }) =>
        [...(schema.enum ?? []), ...(schema.default === undefined ? [] : [schema.default])].every((value) => isOf(schema.type, value)) ? [] : [`${operation.path} ${name}: ${JSON.stringify(schema)}`],
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('has body examples that succeed in every content type that they are given for', async () => {
    const failed: string[] = [];
    for (const { method, path, requestBody } of operations) {
      for (const [type, { examples = {} }] of Object.entries(requestBody?.content ?? {})) {
        for (const [name, { value }] of Object.entries(examples)) {
          // What Swagger UI sends: text as it is, everything else as indented JSON.
          const raw = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
          const answer = await send(method, path, { raw, headers: { 'content-type': type } });
          if (answer.status >= 300 || Number(answer.body['summary']?.['failed'] ?? 0) > 0) failed.push(`${path} ${type} ${name}`);
        }
      }
    }
    expect(failed).toEqual([]);
  });

  it('fills its form with parameters that succeed together', async () => {
    const failed: string[] = [];
    for (const { path, parameters } of operations.filter(({ method, path: route }) => method === 'GET' && route.startsWith('/v1/') && !route.includes('{'))) {
      // Provenance needs an address as much as a route with one in its path, and no example can know one.
      if (path === '/v1/source/provenance') continue;
      const filled = parameters.flatMap(({ in: place, name, example, schema }) => {
        const value = example ?? schema.example ?? schema.default;
        return place === 'query' && value !== undefined ? [[name, String(value)]] : [];
      });
      const answer = await send('GET', `${path}${search(Object.fromEntries(filled) as Record<string, string>)}`);
      if (answer.status !== 200) failed.push(`${path}: ${String(answer.body['detail'])}`);
    }
    expect(failed).toEqual([]);
  });

  it('describes every member of every answer', async () => {
    const answers: [string, Answer][] = [
      ['POST /v1/assert', await send('POST', '/v1/assert', { body: signClaim(CLAIM, ALICE) })],
      ['POST /v1/assert', await send('POST', '/v1/assert', { body: { subject: 1, colour: 2 } })],
      ['POST /v1/assert/batch', await send('POST', '/v1/assert/batch', { body: [signClaim(CLAIM), { ...signClaim(CLAIM), confidence: 0.2 }, 7] })],
      ['POST /v1/vote', await send('POST', '/v1/vote', { body: signVote(addressOf(CLAIM), 1, BOB) })],
      ['POST /v1/source', await send('POST', '/v1/source', { body: { content: 'evidence' } })],
      ['GET /v1/sources', await send('GET', '/v1/sources?limit=1')],
      ['GET /v1/source/{hash}', await send('GET', `/v1/source/${String((await send('GET', '/v1/sources')).body['items']?.[0]?.['hash'])}`)],
      ['POST /v1/source/{hash}/status', await send('POST', `/v1/source/${CITED}/status`, { body: { status: 'deprecated', reason: 'because' } })],
      ['POST /v1/source/{hash}/status', await send('POST', `/v1/source/${CITED}/status`, { body: { status: 'deprecated', reason: 'because' } })],
      ['GET /v1/source/{hash}', await send('GET', `/v1/source/${CITED}`)],
      ['GET /v1/source/{hash}/impact', await send('GET', `/v1/source/${CITED}/impact`)],
      ['GET /v1/source/{hash}/impact', await send('GET', `/v1/source/${'ef'.repeat(32)}/impact`)],
      ['GET /v1/source/provenance', await send('GET', `/v1/source/provenance?hash=${CITED}`)],
      ['GET /v1/source/provenance', await send('GET', `/v1/source/provenance?assertion=${addressOf(CLAIM)}`)],
      ['GET /v1/trace/{hash}', await send('GET', `/v1/trace/${addressOf(CLAIM)}`)],
      ['GET /v1/agents', await send('GET', '/v1/agents?limit=1')],
      ['GET /v1/agents/{agent_id}', await send('GET', `/v1/agents/${ALICE.agentId}`)],
      ['GET /v1/agents/{agent_id}', await send('GET', `/v1/agents/${'ab'.repeat(32)}`)],
      ['POST /v1/epoch', await send('POST', '/v1/epoch', { body: EPOCHS[0] })],
      ['GET /v1/epochs', await send('GET', '/v1/epochs?limit=2')],
      ['GET /v1/epochs/{id}', await send('GET', '/v1/epochs/old')],
      ['POST /v1/supersede', await send('POST', '/v1/supersede', { body: { target_hash: addressOf(OTHER), type: 'Invalidate', reason: 'why' } })],
      ['POST /v1/assertions/{hash}/lifecycle', await send('POST', `/v1/assertions/${addressOf(OTHER)}/lifecycle`, { body: { to: 'UnderReview', reason: 'why' } })],
      ['POST /v1/assertions/{hash}/lifecycle', await send('POST', `/v1/assertions/${addressOf(OTHER)}/lifecycle`, { body: { to: 'Proposed', reason: 'why' } })],
      ['GET /v1/assertions/{hash}', await send('GET', `/v1/assertions/${addressOf(CLAIM)}`)],
      ['GET /v1/query', await send('GET', '/v1/query?limit=1')],
      ['GET /v1/skeptic', await send('GET', `/v1/skeptic${search({ ...PAIR, min_confidence: 0.5 })}`)],
      ['GET /v1/layered', await send('GET', `/v1/layered${search(PAIR)}`)],
      ['GET /v1/constraints', await send('GET', `/v1/constraints${search({ subject: CLAIM.subject })}`)],
      ['GET /v1/audit', await send('GET', '/v1/audit?limit=2')],
      ['GET /v1/audit/{id}', await send('GET', `/v1/audit/${await auditId()}`)],
      ['POST /v1/audit/{id}/replay', await send('POST', `/v1/audit/${await auditId()}/replay`)],
    ];
    for (const lens of ['recency', 'vote_consensus', 'epoch', 'layered', 'constraints', 'skeptic']) {
      answers.push(['GET /v1/query', await send('GET', `/v1/query${search({ ...PAIR, lens })}`)]);
    }
    for (const [name, { status, body, headers }] of answers) {
      const operation = operations.find(({ method, path }) => `${method} ${path}` === name);
      const content = Object.entries(operation?.responses[status]?.content ?? {})[0];
      expect([name, status, content?.[0]]).toEqual([name, status, headers.get('content-type')?.split(';')[0]]);
      expect([name, status, deviations(document, content?.[1].schema ?? {}, body)]).toEqual([name, status, []]);
    }
  });

  it('names every status with which an operation refuses', async () => {
    const missing = new Set<string>();
    for (const { method, path, responses } of operations.filter((operation) => operation.path.startsWith('/v1/'))) {
      const url = path.replace(/\{\w+\}/g, 'ef'.repeat(32));
      const refusals = [
        await send(method, url, { key: 'wrong' }),
        await send(method, url, { key: reader, headers: { 'x-namespace': 'foreign' } }),
        await send(method, url, { headers: { 'x-namespace': 'NOT ONE' } }),
        await send(method, url.replace(/ef/g, 'EF')),
        await send(method, url),
        ...(method === 'POST' ? [await send(method, url, { raw: 'x', headers: { 'content-type': 'text/plain' } }), await send(method, url, { key: reader, body: {} })] : []),
      ];
      for (const { status } of refusals) if (!(status in responses)) missing.add(`${method} ${path}: ${status}`);
    }
    expect([...missing]).toEqual([]);
  });
});
