import { contentHash } from '@stemedb/knowledge/claims';
import { call, type Json, search } from './support/call';
import { addressOf, ALICE, BOB, CAROL, claimOf, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const SOURCE = contentHash('paper');
const PARENT = claimOf({ subject: 'test://traced', object: { type: 'Number', value: 1 }, source_hash: SOURCE });
const CLAIM = claimOf({ subject: 'test://traced', object: { type: 'Number', value: 2 }, parent_hash: addressOf(PARENT) });
const CHILD = claimOf({ subject: 'test://traced', object: { type: 'Number', value: 3 }, parent_hash: addressOf(CLAIM) });
const [parent, claim, child] = [addressOf(PARENT), addressOf(CLAIM), addressOf(CHILD)];

let server: TestApp;
let vote: string;
beforeAll(async () => {
  server = await startTestApp();
  await post('/v1/source', { content: 'paper', title: 'A paper' });
  await post('/v1/assert', signClaim(PARENT, ALICE));
  await post('/v1/assert', signClaim(CLAIM, [ALICE, BOB]));
  await post('/v1/assert', signClaim(CHILD, BOB));
  vote = String((await post('/v1/vote', signVote(claim, 0.5, CAROL))).body['hash']);
});
afterAll(() => server.close());

const post = (path: string, body: unknown, namespace = 'default') =>
  call(server.url, 'POST', path, { key: server.adminKey, body, headers: { 'x-namespace': namespace } });
const trace = (hash: string, parameters: Record<string, string | number> = {}, namespace = 'default') =>
  call(server.url, 'GET', `/v1/trace/${hash}${search(parameters)}`, { key: server.adminKey, headers: { 'x-namespace': namespace } });
const nodes = (body: Json) => [...(body['nodes'] ?? [])].map((node) => `${String(node['depth'])} ${String(node['type'])} ${String(node['id'])}`);
const edges = (body: Json) => [...(body['edges'] ?? [])].map((edge) => `${String(edge['from'])} ${String(edge['type'])} ${String(edge['to'])}`);
const withoutAudit = (text: string) => text.replace(/"audit_id":"[^"]+"/, '');

describe('the trace of a claim', () => {
  it('is the graph of its evidence, the nearest first', async () => {
    const { status, body, headers } = await trace(claim);
    const [near, far] = [[ALICE, BOB, CAROL].map(({ agentId }) => `0 agent ${agentId}`).sort(), [`1 assertion ${parent}`, `1 assertion ${child}`]];
    expect([status, nodes(body)]).toEqual([200, [`0 assertion ${claim}`, ...near, `0 vote ${vote}`, ...far, `1 source ${SOURCE}`]]);
    expect(edges(body).sort()).toEqual(
      [
        `${claim} derives_from ${parent}`,
        `${claim} signed_by ${ALICE.agentId}`,
        `${claim} signed_by ${BOB.agentId}`,
        `${vote} voted_on ${claim}`,
        `${vote} cast_by ${CAROL.agentId}`,
        `${parent} cites ${SOURCE}`,
        `${parent} signed_by ${ALICE.agentId}`,
        `${child} derives_from ${claim}`,
        `${child} signed_by ${BOB.agentId}`,
      ].sort(),
    );
    expect([body['truncated'], body['left_out']]).toEqual([false, { assertions: 0, evidence: 0 }]);
    expect(headers.get('x-audit-id')).toBe(body['audit_id']);
  });

  it('stops where it is told, and says what it left out', async () => {
    expect((await trace(claim, { depth: 0 })).body).toMatchObject({ truncated: true, left_out: { assertions: 2, evidence: 0 } });
    const two = (await trace(claim, { limit: 2 })).body;
    expect([nodes(two).length, two['truncated'], two['left_out']?.['assertions']]).toEqual([2, true, 2]);
    expect(nodes((await trace(claim, { direction: 'ancestors' })).body)).not.toContain(`1 assertion ${child}`);
    expect(nodes((await trace(claim, { direction: 'descendants' })).body)).not.toContain(`1 assertion ${parent}`);
  });

  it('as of a moment is the same bytes for ever, apart from its audit', async () => {
    const asOf = String((await trace(claim)).body['as_of']);
    const before = (await trace(claim, { as_of: asOf })).text;
    await post('/v1/vote', signVote(claim, 1, ALICE));
    await post('/v1/assert', signClaim(claimOf({ subject: 'test://more', parent_hash: claim })));
    await post(`/v1/source/${SOURCE}/status`, { status: 'retracted', reason: 'because' });
    expect(withoutAudit((await trace(claim, { as_of: asOf })).text)).toBe(withoutAudit(before));
    const source = [...((await trace(claim)).body['nodes'] ?? [])].find((node) => String(node['type']) === 'source');
    expect(source?.['data']?.['status']).toBe('retracted');
  });

  it('leaves an audit that can be replayed', async () => {
    const id = String((await trace(claim, { depth: 1 })).body['audit_id']);
    const audit = await call(server.url, 'GET', `/v1/audit/${id}`, { key: server.adminKey });
    expect(audit.body).toMatchObject({ path: '/v1/trace/{hash}', subject: CLAIM.subject, payload: { parameters: { hash: claim, depth: 1 } } });
    const replayed = await call(server.url, 'POST', `/v1/audit/${id}/replay`, { key: server.adminKey });
    expect(replayed.status).toBe(200);
  });

  it.each([
    ['depth', { depth: -1 }],
    ['depth', { depth: 51 }],
    ['depth', { depth: 'deep' }],
    ['depth', { depth: 1.5 }],
    ['limit', { limit: 0 }],
    ['limit', { limit: 5_001 }],
    ['direction', { direction: 'sideways' }],
    ['as_of', { as_of: 'yesterday' }],
    ['cursor', { cursor: 'abc' }],
  ])('is refused for its %s: %j', async (field, parameters) => {
    const refused = await trace(claim, parameters as Record<string, string>);
    expectProblem(refused, 400, 'validation_failed');
    expect(badFields(refused)).toEqual([field]);
  });

  it('takes the greatest depth and limit there are', async () => {
    expect((await trace(claim, { depth: 50, limit: 5_000 })).status).toBe(200);
  });

  it('of what is unknown, of another namespace or of a later time is missing', async () => {
    expectProblem(await trace(contentHash('nobody')), 404, 'assertion_not_found');
    expectProblem(await trace(claim, {}, 'red'), 404, 'assertion_not_found');
    expectProblem(await trace(claim, { as_of: '2000-01-01T00:00:00Z' }), 404, 'assertion_not_found');
    expectProblem(await trace(claim, { as_of: '2999-01-01T00:00:00Z' }), 422, 'as_of_in_future');
    expect((await trace('nothex')).status).toBe(400);
  });

  it('shows the claims of its own namespace only', async () => {
    await post('/v1/assert', signClaim(CLAIM, CAROL), 'red');
    const { body } = await trace(claim, {}, 'red');
    expect(nodes(body)).toEqual([`0 assertion ${claim}`, `0 agent ${CAROL.agentId}`]);
    expect(body['truncated']).toBe(false);
  });

  it('needs a key', async () => {
    expect((await call(server.url, 'GET', `/v1/trace/${claim}`)).status).toBe(401);
  });
});
