import { contentHash } from '@stemedb/knowledge/claims';
import { type WriteGate, WriteGates } from '@stemedb/knowledge/assertions';
import { call, search } from './support/call';
import { addressOf, agent, ALICE, BOB, CAROL, claimOf, SIGNED_AT, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';
import { unaudited } from './support/unaudited';

type Parameters = Record<string, string | number>;

const number = (value: number) => ({ type: 'Number' as const, value });
const PAIR = { subject: 'test://subject', predicate: 'value' };
const LENSES = ['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'epoch', 'skeptic', 'layered', 'constraints'];

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const get = (path: string, namespace = 'default') => call(server.url, 'GET', path, { key: server.adminKey, headers: { 'x-namespace': namespace } });
const post = async (path: string, body: unknown, namespace = 'default') => {
  const answer = await call(server.url, 'POST', path, { key: server.adminKey, body, headers: { 'x-namespace': namespace } });
  expect([answer.text, [200, 201, 202]]).toEqual([expect.any(String), expect.arrayContaining([answer.status])]);
  return String(answer.body['recorded_at']);
};
const query = (parameters: Parameters, namespace?: string) => get(`/v1/query${search(parameters)}`, namespace);

/** One microsecond earlier; a moment is text with six digits behind its second. */
function justBefore(moment: string): string {
  const micros = BigInt(Date.parse(`${moment.slice(0, 19)}Z`)) * 1_000n + BigInt(moment.slice(20, 26)) - 1n;
  return `${new Date(Number(micros / 1_000_000n) * 1_000).toISOString().slice(0, 19)}.${String(micros % 1_000_000n).padStart(6, '0')}Z`;
}

describe('an answer as of a moment', () => {
  const CITED = 'the evidence, registered later';
  const FIRST = claimOf({ ...PAIR, object: number(7), source_class: 'Clinical', source_hash: contentHash(CITED) });
  const QUESTIONS: [string, string][] = [
    ...LENSES.map((lens): [string, string] => [`the lens ${lens}`, `/v1/query${search({ ...PAIR, lens })}`]),
    ['skeptic', `/v1/skeptic${search(PAIR)}`],
    ['layered, without decay', `/v1/layered${search({ ...PAIR, decay: 'off' })}`],
    ['constraints', `/v1/constraints${search({ subject: PAIR.subject })}`],
    ['a list', '/v1/query?limit=1000'],
    ['a list of a subtree', `/v1/query${search({ subject_prefix: 'test://' })}`],
    ['a list of one agent', `/v1/query${search({ agent_id: BOB.agentId })}`],
    ['one agent through a lens', `/v1/query${search({ ...PAIR, lens: 'consensus', agent_id: BOB.agentId })}`],
  ];

  /** Holds back what says so, as a gate does whose verdict comes with the claim. */
  const GATE: WriteGate = {
    name: 'test gate',
    check: (_namespace, claims) =>
      Promise.resolve(
        claims.map(({ claim }) =>
          claim.narrative === 'hold' ? { verdict: 'quarantine', reason: 'pattern', detail: 'by the test' } : { verdict: 'pass' },
        ),
      ),
  };

  it('is the same bytes for every question, whatever is written afterwards', async () => {
    server.app.get(WriteGates).register(GATE);
    await post('/v1/assert', signClaim(FIRST));
    await post('/v1/assert', signClaim(claimOf({ ...PAIR, object: number(5) }), BOB));
    await post('/v1/assert', signClaim(claimOf({ ...PAIR, predicate: 'must_use', lifecycle: 'Approved' })));
    await post('/v1/vote', signVote(addressOf(FIRST), 0.5, BOB));
    const asOf = String((await query({})).body['as_of']);
    const at = (path: string) => get(`${path}&as_of=${asOf}`);
    const before = await Promise.all(QUESTIONS.map(async ([, path]) => unaudited(await at(path))));

    await post('/v1/assert', signClaim(FIRST, [BOB, CAROL], SIGNED_AT + 99));
    await post('/v1/assert', signClaim(claimOf({ ...PAIR, object: number(9), source_class: 'Regulatory', confidence: 1 }), CAROL, SIGNED_AT + 100));
    await post('/v1/assert', signClaim(claimOf({ ...PAIR, object: number(1), narrative: 'hold' }), BOB));
    await post('/v1/assert', signClaim(claimOf({ ...PAIR, predicate: 'forbidden', lifecycle: 'Approved' }), BOB));
    await post('/v1/assert', signClaim(claimOf({ subject: 'test://a', object: number(1) }), BOB));
    await post('/v1/vote', signVote(addressOf(FIRST), -1, BOB, SIGNED_AT + 99));
    await post('/v1/vote', signVote(addressOf(FIRST), 1, agent(9)));
    await post('/v1/source', { content: CITED, title: 'Evidence', source_class: 'Regulatory' });

    const after = await Promise.all(QUESTIONS.map(async ([, path]) => unaudited(await at(path))));
    const now = await Promise.all(QUESTIONS.map(async ([, path]) => unaudited(await get(path))));
    QUESTIONS.forEach(([what], index) => {
      expect([what, after[index]]).toEqual([what, before[index]]);
      expect([what, now[index]]).not.toEqual([what, before[index]]);
    });
  });

  it('is the answer that was given without one, when it is asked again with the as_of of that answer', async () => {
    await post('/v1/assert', signClaim(claimOf({ subject: 'test://again' })), 'again');
    for (const parameters of [{}, { subject: 'test://again', predicate: 'value', lens: 'consensus' }] as Parameters[]) {
      const first = await query(parameters, 'again');
      await post('/v1/assert', signClaim(claimOf({ subject: 'test://again', object: number(Math.random()) }), BOB), 'again');
      const asOf = String(first.body['as_of']);
      expect(unaudited(await query({ ...parameters, as_of: asOf }, 'again'))).toBe(unaudited(first));
    }
  });

  it('holds what was recorded at that moment, and not a microsecond before', async () => {
    const subject = 'test://edge';
    const claim = claimOf({ subject });
    const moments = [
      await post('/v1/assert', signClaim(claim)),
      await post('/v1/vote', signVote(addressOf(claim), 1, BOB)),
      await post('/v1/source', { hash: 'ab'.repeat(32) }),
      await post('/v1/assert', signClaim(claimOf({ subject, object: number(2), source_hash: 'ab'.repeat(32) }))),
    ];
    expect(moments).toEqual([...new Set(moments)].sort());
    const seen = async (asOf: string) => {
      const { body } = await query({ subject, predicate: 'value', lens: 'vote_consensus', as_of: asOf });
      const votes = [...(body['candidates'] ?? [])].map((candidate) => Number(candidate['votes']));
      return [votes.length, votes.reduce((sum, one) => sum + one, 0)];
    };
    const [claimed = '', voted = '', , second = ''] = moments;
    expect([await seen(justBefore(claimed)), await seen(claimed)]).toEqual([[0, 0], [1, 0]]);
    expect([await seen(justBefore(voted)), await seen(voted)]).toEqual([[1, 0], [1, 1]]);
    expect([await seen(justBefore(second)), await seen(second)]).toEqual([[1, 1], [2, 1]]);
    expect((await query({ subject, as_of: justBefore(second) })).body['items']?.[0]?.['hash']).toBe(addressOf(claim));
  });

  it('shows who had signed by then', async () => {
    const claim = claimOf({ subject: 'test://signers' });
    const first = await post('/v1/assert', signClaim(claim, ALICE));
    await post('/v1/assert', signClaim(claim, BOB, SIGNED_AT + 5));
    const asked = async (parameters: Parameters) => {
      const { body } = await query({ subject: claim.subject, predicate: 'value', lens: 'recency', ...parameters });
      return [body['candidates']?.[0]?.['agents'], body['candidates']?.[0]?.['trust'], body['candidates']?.[0]?.['timestamp']];
    };
    expect(await asked({ as_of: first })).toEqual([[ALICE.agentId], 0.5, SIGNED_AT]);
    expect(await asked({})).toEqual([[ALICE.agentId, BOB.agentId].sort(), 1, SIGNED_AT + 5]);
    expect((await query({ agent_id: BOB.agentId, subject: claim.subject, as_of: first })).body['items']).toEqual([]);
  });

  it.each([
    ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00.000000Z'],
    ['2020-01-01t00:00:00.5z', '2020-01-01T00:00:00.500000Z'],
    ['2020-01-01T02:00:00.123456789+02:00', '2020-01-01T00:00:00.123456Z'],
    ['1577836800', '2020-01-01T00:00:00.000000Z'],
    ['1577836800.25', '2020-01-01T00:00:00.250000Z'],
    ['0', '1970-01-01T00:00:00.000000Z'],
  ])('may be asked for as %s', async (asOf, moment) => {
    const answer = await query({ ...PAIR, lens: 'consensus', as_of: asOf });
    expect(answer.body).toMatchObject({ as_of: moment, winner: null, candidates: [], excluded: [] });
  });

  it.each(['yesterday', '', '2020-01-01', '2020-02-30T00:00:00Z', '2020-01-01T00:00:00', '2020-01-01T25:00:00Z', '-1', '1e9', '9999999999999'])(
    'is refused for the moment "%s"',
    async (asOf) => {
      const answer = await query({ as_of: asOf, valid_at: asOf });
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(['as_of', 'valid_at']);
    },
  );

  it('is refused for a moment that has not come, on every reading route', async () => {
    const future = new Date(Date.now() + 60_000).toISOString();
    for (const path of ['/v1/query?limit=1', ...QUESTIONS.map(([, path]) => path)]) {
      const answer = await get(`${path}&as_of=${future}`);
      expectProblem(answer, 422, 'as_of_in_future');
      expect(badFields(answer)).toEqual(['as_of']);
    }
  });
});

describe('the time that a claim is about', () => {
  const subject = 'test://valid';
  const CLAIMS = {
    early: claimOf({ subject, object: number(1), valid_from: 1_000, valid_to: 2_000 }),
    late: claimOf({ subject, object: number(2), valid_from: 2_000 }),
    until: claimOf({ subject, object: number(3), valid_to: 1_000 }),
    always: claimOf({ subject, object: number(4) }),
    coming: claimOf({ subject, object: number(5), valid_from: 9_000_000_000 }),
  };
  const nameOf = (hash: unknown) => Object.entries(CLAIMS).find(([, claim]) => addressOf(claim) === hash)?.[0];
  const listed = async (parameters: Parameters) => [...((await query({ subject, ...parameters })).body['items'] ?? [])].map((item) => nameOf(item['hash'])).sort();
  const weighed = async (parameters: Parameters) => {
    const { body } = await query({ subject, predicate: 'value', lens: 'consensus', ...parameters });
    expect([...(body['excluded'] ?? [])].every((one) => String(one['reason']) === 'not_valid_at')).toBe(true);
    return [...(body['candidates'] ?? [])].map((one) => nameOf(one['hash'])).sort();
  };

  beforeAll(async () => {
    for (const claim of Object.values(CLAIMS)) await post('/v1/assert', signClaim(claim));
  });

  it.each([
    ['999', ['always', 'until']],
    ['1000', ['always', 'early']],
    ['1999', ['always', 'early']],
    ['1999.999999', ['always', 'early']],
    ['2000', ['always', 'late']],
    ['any', ['always', 'coming', 'early', 'late', 'until']],
  ])('begins with valid_from and ends before valid_to: at %s', async (validAt, expected) => {
    expect(await weighed({ valid_at: validAt })).toEqual(expected);
    expect(await listed({ valid_at: validAt })).toEqual(expected);
  });

  it('is the present of a lens unless it is asked for another', async () => {
    expect(await weighed({})).toEqual(['always', 'late']);
  });

  it('has nothing to do with the time at which it was recorded', async () => {
    const { body } = await query({ subject, predicate: 'value', lens: 'consensus', as_of: '2020-01-01T00:00:00Z', valid_at: 1_500 });
    expect(body['candidates_total']).toBe(0);
    expect((await query({ subject, predicate: 'value', lens: 'recency', valid_at: 1_500 })).body['valid_at']).toBe('1970-01-01T00:25:00.000000Z');
  });
});
