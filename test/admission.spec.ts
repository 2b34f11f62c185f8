import { TrustRegister } from '@stemedb/knowledge/agents';
import { findProof, type KeyPair, type Proof, type SignedClaim } from '@stemedb/knowledge/claims';
import { call } from './support/call';
import { agent, claimOf, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

const POW = { environment: { STEMEDB_ADMISSION: 'pow' } };
const now = (): number => Math.floor(Date.now() / 1_000);

/** Work of exactly so many bits that has not been handed out before. */
let nextNonce = 0n;
function solve({ agentId }: KeyPair, bits = 16, timestamp = now()): Proof {
  const proof = findProof(agentId, timestamp, bits, nextNonce, 5_000_000);
  if (!proof) throw new Error('there is none among so many');
  nextNonce = proof.nonce + 1n;
  return proof;
}

const headersOf = (...proofs: readonly Proof[]): Record<string, string> =>
  proofs.length === 0 ? {} : { 'x-pow-nonce': proofs.map(({ nonce }) => nonce).join(','), 'x-pow-timestamp': String(proofs[0]?.timestamp) };

const claims = (signer: KeyPair, from: number, count: number): SignedClaim[] =>
  Array.from({ length: count }, (_unused, index) => signClaim(claimOf({ subject: `of ${signer.agentId.slice(0, 8)} ${from + index}` }), signer));

describe('admission by proof of work', () => {
  let server: TestApp;
  let second: TestApp;
  const assert = (body: SignedClaim, proofs: readonly Proof[] = [], url = server.url) =>
    call(url, 'POST', '/v1/assert', { key: server.adminKey, body, headers: headersOf(...proofs) });
  const batch = async (body: readonly SignedClaim[], proofs: readonly Proof[] = []) =>
    (await call(server.url, 'POST', '/v1/assert/batch', { key: server.adminKey, body, headers: headersOf(...proofs) })).body;
  const statusOf = async ({ agentId }: KeyPair) => (await call(server.url, 'GET', `/v1/admission/status?agent_id=${agentId}`, { key: server.adminKey })).body;

  beforeAll(async () => {
    server = await startTestApp(POW);
    second = await startTestApp({ ...POW, beside: server });
  });
  afterAll(async () => {
    await second.close();
    await server.close();
  });

  it('turns a new agent away with the difficulty and the recipe, before anything is written', async () => {
    const one = agent(101);
    const [claim] = claims(one, 0, 1) as [SignedClaim];
    const refused = await assert(claim);
    expect([refused.status, refused.body['code'], refused.body['difficulty']]).toEqual([428, 'proof_of_work_required', 16]);
    expect(refused.body['agents']).toEqual([{ agent_id: one.agentId, difficulty: 16, reason: 'missing' }]);
    expect(Object.keys(refused.body['recipe'] ?? {})).toEqual(['hash', 'condition', 'headers', 'window_seconds', 'single_use']);
    expect((await call(server.url, 'GET', `/v1/agents/${one.agentId}`, { key: server.adminKey })).status).toBe(404);
    expect((await assert(claim, [solve(one)])).status).toBe(201);
  });

  it('takes a proof once, on whichever instance', async () => {
    const one = agent(102);
    const [first, other, third] = claims(one, 0, 3) as [SignedClaim, SignedClaim, SignedClaim];
    const proof = solve(one);
    expect((await assert(first, [proof])).status).toBe(201);
    for (const url of [server.url, second.url]) {
      const again = await assert(other, [proof], url);
      expect([again.status, again.body['agents']?.[0]?.['reason']]).toEqual([428, 'used']);
    }
    expect((await assert(other, [solve(one)], second.url)).status).toBe(201);
    const contested = solve(one);
    const both = await Promise.all([assert(third, [contested]), assert(claims(one, 9, 1)[0] as SignedClaim, [contested], second.url)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 428]);
  });

  it('refuses a proof of another agent, of too few bits, and from too far a time', async () => {
    const one = agent(103);
    const [claim] = claims(one, 0, 1) as [SignedClaim];
    const reasonOf = async (proof: Proof) => (await assert(claim, [proof])).body['agents']?.[0]?.['reason'];
    expect(await reasonOf(solve(agent(104)))).toBe('insufficient');
    expect(await reasonOf(solve(one, 16, now() - 310))).toBe('expired');
    expect(await reasonOf(solve(one, 16, now() + 310))).toBe('expired');
    expect((await assert(claim, [solve(one, 16, now() - 250)])).status).toBe(201);
  });

  it.each([
    [{ 'x-pow-nonce': '1' }, 'X-PoW-Timestamp'],
    [{ 'x-pow-timestamp': '1' }, 'X-PoW-Nonce'],
    [{ 'x-pow-nonce': '18446744073709551616', 'x-pow-timestamp': '1' }, 'X-PoW-Nonce'],
    [{ 'x-pow-nonce': '0x1', 'x-pow-timestamp': '1' }, 'X-PoW-Nonce'],
    [{ 'x-pow-nonce': '1', 'x-pow-timestamp': '1.5' }, 'X-PoW-Timestamp'],
  ])('refuses headers such as %j', async (headers, path) => {
    const answer = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: claims(agent(105), 0, 1)[0], headers: headers as unknown as Record<string, string> });
    expect([answer.status, answer.body['errors']?.[0]?.['path']]).toEqual([400, path]);
  });

  it('asks for less at 10 claims and for nothing at 50; a proof admits the claims of a batch up to the next step', async () => {
    const one = agent(106);
    const all = claims(one, 0, 60);
    expect(await statusOf(one)).toMatchObject({ mode: 'pow', claims: 0, trust: 0.5, tier: 'Verified', difficulty: 16, exempt: false, until_exempt: { claims: 50, trust: 0.1 } });
    const first = await batch(all.slice(0, 20), [solve(one)]);
    expect(first['summary']).toMatchObject({ created: 10, failed: 10 });
    expect(first['results']?.[10]?.['error']).toMatchObject({ code: 'proof_of_work_required', status: 428, difficulty: 1 });
    expect(await statusOf(one)).toMatchObject({ claims: 10, difficulty: 1, until_exempt: { claims: 40 } });
    expect((await assert(all[10] as SignedClaim)).body['difficulty']).toBe(1);
    expect((await batch(all.slice(10, 50), [solve(one, 1)]))['summary']).toMatchObject({ created: 40 });
    expect(await statusOf(one)).toMatchObject({ claims: 50, difficulty: 0, exempt: true, until_exempt: { claims: 0, trust: 0 } });
    expect((await batch(all.slice(50)))['summary']).toMatchObject({ created: 10 });
  });

  it('asks nothing of an agent that is trusted', async () => {
    const one = agent(107);
    for (let index = 0; index < 2; index += 1) await server.app.get(TrustRegister).recordOutcome(undefined, 'default', one.agentId, 'accurate', 'test', '');
    expect(await statusOf(one)).toMatchObject({ trust: 0.6, difficulty: 0, exempt: true });
    expect((await assert(claims(one, 0, 1)[0] as SignedClaim)).status).toBe(201);
  });

  it('asks a proof of every signer that is new, and takes several in one request', async () => {
    const [one, other] = [agent(108), agent(109)];
    const claim = signClaim(claimOf({ subject: 'of two' }), [one, other]);
    const timestamp = now();
    const [mine, his] = [solve(one, 16, timestamp), solve(other, 16, timestamp)];
    const half = await assert(claim, [mine]);
    expect(half.body['agents']).toEqual([{ agent_id: other.agentId, difficulty: 16, reason: 'insufficient' }]);
    expect((await assert(claim, [mine, his])).status).toBe(201);
  });

  it('spends no proof on a claim whose signature does not hold', async () => {
    const one = agent(110);
    const [claim, other] = claims(one, 0, 2) as [SignedClaim, SignedClaim];
    const proof = solve(one);
    expect((await assert({ ...claim, signatures: other.signatures }, [proof])).body['code']).toBe('signature_invalid');
    expect((await assert(claim, [proof])).status).toBe(201);
  });

  it('asks nothing where it is off', async () => {
    const open = await startTestApp();
    const one = agent(111);
    const answer = await call(open.url, 'POST', '/v1/assert', { key: open.adminKey, body: claims(one, 0, 1)[0] });
    const status = await call(open.url, 'GET', `/v1/admission/status?agent_id=${one.agentId}`, { key: open.adminKey });
    expect([answer.status, status.body['mode'], status.body['difficulty']]).toEqual([201, 'off', 0]);
    await open.close();
  });
});
