import { call, type Json } from './support/call';
import { addressOf, ALICE, claimOf, signClaim } from './support/claims';
import { signRecord, signTransition } from './support/records';
import { startTestApp, type TestApp } from './support/server';

describe('an assertion', () => {
  const [old, fresh] = [1, 2].map((value) => claimOf({ subject: 'decided://on', object: { type: 'Number', value } })) as [ReturnType<typeof claimOf>, ReturnType<typeof claimOf>];
  const hash = addressOf(old);
  let server: TestApp;
  const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
  const read = async (asOf?: string): Promise<Json> =>
    (await call(server.url, 'GET', `/v1/assertions/${hash}${asOf === undefined ? '' : `?as_of=${asOf}`}`, { key: server.adminKey })).body;

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('shows every record that superseded it and every step of its lifecycle, as of any moment', async () => {
    const moment = { recorded_at: expect.stringMatching(/\.\d{6}Z$/) as string, timestamp: expect.any(Number) as number };
    for (const claim of [old, fresh]) await post('/v1/assert', signClaim(claim));
    expect(await read()).toMatchObject({ supersessions: [], transitions: [] });

    const step = signTransition(hash, 'UnderReview', ALICE);
    await post(`/v1/assertions/${hash}/lifecycle`, step);
    const approved = await post(`/v1/assertions/${hash}/lifecycle`, { to: 'Approved', reason: 'decided' });
    const between = String(approved.body['recorded_at']);
    const refinement = signRecord('supersession', { target_hash: hash, superseding_hash: addressOf(fresh), type: 'Refinement', reason: 'more exact' });
    await post('/v1/supersede', refinement);
    await post('/v1/supersede', { target_hash: hash, type: 'Invalidate', reason: 'wrong' });

    const signed = { agent_id: ALICE.agentId, ...moment };
    const unsigned = { agent_id: null, signature: null, ...moment };
    const any = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    const transitions = [
      { hash: any, from: 'Proposed', to: 'UnderReview', reason: step.reason, ...signed, signature: step.signature, timestamp: step.timestamp },
      { hash: approved.body['hash'], from: 'UnderReview', to: 'Approved', reason: 'decided', ...unsigned },
    ];
    const answer = await read();
    expect(answer['transitions']).toEqual(transitions);
    expect(answer['supersessions']).toEqual([
      { hash: any, type: 'Refinement', superseding_hash: addressOf(fresh), reason: 'more exact', ...signed, signature: refinement.signature, timestamp: refinement.timestamp },
      { hash: any, type: 'Invalidate', superseding_hash: null, reason: 'wrong', ...unsigned },
    ]);
    expect(await read(between)).toMatchObject({ supersessions: [], transitions });
    const other = await call(server.url, 'GET', `/v1/assertions/${addressOf(fresh)}`, { key: server.adminKey });
    expect(other.body).toMatchObject({ supersessions: [], transitions: [] });
  });
});
