import { claimedAgents, conductOf, conductOfBatch } from './conduct.rules';

const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);

describe('what a request came to', () => {
  it.each([
    [400, 'validation_failed'],
    [400, 'malformed_json'],
    [403, 'agent_not_permitted'],
    [413, 'body_too_large'],
    [415, 'unsupported_media_type'],
    [422, 'signature_invalid'],
    [429, 'quota_exceeded'],
  ])('is a failure of its caller for %d %s', (status, code) => {
    expect(conductOf(status, code)).toEqual({ outcome: 'failure', reason: code });
  });

  it.each([
    [404, 'assertion_not_found'],
    [405, 'method_not_allowed'],
    [408, 'request_timed_out'],
    [409, 'alias_exists'],
    [422, 'too_many_candidates'],
    [428, 'proof_of_work_required'],
    [429, 'rate_limited'],
    [429, 'circuit_open'],
    [500, 'internal_error'],
    [503, 'store_unavailable'],
  ])('says nothing about its caller for %d %s', (status, code) => {
    expect(conductOf(status, code).outcome).toBe('neither');
  });

  it.each([200, 201, 202, 204, 304])('is a success for %d', (status) => {
    expect(conductOf(status, undefined).outcome).toBe('success');
  });
});

describe('what a batch came to', () => {
  const good = { status: 'created' };
  const bad = (status: number, code: string) => ({ status: 'failed', error: { status, code } });

  it('is a failure where half of its items are the mistake of its caller, and names them', () => {
    expect(conductOfBatch([good, bad(422, 'signature_invalid'), bad(400, 'validation_failed'), good])).toEqual({
      outcome: 'failure',
      reason: 'signature_invalid',
      items: [1, 2],
    });
  });

  it('is a success where fewer are, so that a file with some bad lines can be imported', () => {
    expect(conductOfBatch([good, bad(422, 'signature_invalid'), good]).outcome).toBe('success');
  });

  it('takes no account of items that failed otherwise', () => {
    expect(conductOfBatch([bad(503, 'store_unavailable'), bad(409, 'source_retracted'), good]).outcome).toBe('success');
  });
});

describe('the agents that a request claims to speak for', () => {
  it('are the one of the header, the one of a record and all signers', () => {
    expect(claimedAgents(A, undefined)).toEqual([A]);
    expect(claimedAgents(undefined, { agent_id: B })).toEqual([B]);
    expect(claimedAgents(A, { signatures: [{ agent_id: B }, { agent_id: A }] })).toEqual([A, B]);
    expect(claimedAgents(undefined, [{ signatures: [{ agent_id: A }] }, { signatures: [{ agent_id: B }] }])).toEqual([A, B]);
  });

  it.each([[null], ['text'], [1], [{ agent_id: A.toUpperCase() }], [{ agent_id: [A] }], [{ signatures: [null, 1, {}] }], [[null, [A]]]])('are none in %j', (body) => {
    expect(claimedAgents(['x'], body)).toEqual([]);
  });

  it('are at most sixteen, so that one request takes up little room', () => {
    const body = Array.from({ length: 1_000 }, (_unused, index) => ({ agent_id: index.toString(16).padStart(64, '0') }));
    expect(claimedAgents(undefined, body)).toHaveLength(16);
  });
});
