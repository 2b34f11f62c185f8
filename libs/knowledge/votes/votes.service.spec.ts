import type { Principal } from '@stemedb/access/api-keys';
import { RequestMeter } from '@stemedb/access/quotas';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { keysOf, signVote } from '@stemedb/knowledge/assertions/testing';
import type { SignedVote } from '@stemedb/knowledge/claims';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import type { FastifyReply } from 'fastify';
import { VotesModule } from './votes.module';
import { VotesService } from './votes.service';

const CLAIM = 'ab'.repeat(32);
const HELD = 'cd'.repeat(32);
/** Nobody reads what it shows: quotas are off. */
const METER = new RequestMeter(0, {} as FastifyReply);

const principal = (changes: Partial<Principal> = {}): Principal => ({
  keyId: 'key',
  role: 'write_agent',
  namespace: 'team',
  agentIds: [],
  ...changes,
});

const insertClaim = (hash: string): string => `
  INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
    source_class, declared_class, lifecycle)
  VALUES ('team', 7, 8, decode('${hash}', 'hex'), 's', 'p', '{}', 1, decode(repeat('00', 32), 'hex'), 3, false, 'Proposed')`;

describe('a vote', () => {
  let store: OpenStore;
  let votes: VotesService;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({ STEMEDB_QUOTA_TOKENS_PER_HOUR: '0' })), BatchingModule, AssertionsModule, VotesModule] });
    votes = store.get(VotesService);
    const texts = [
      insertClaim(CLAIM),
      insertClaim(HELD),
      `INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail) VALUES ('team', 7, decode('${HELD}', 'hex'), 'pattern', 'any')`,
    ];
    await store.database.commit(
      'x',
      'team',
      texts.map((text) => ({ statement: { text }, values: [] })),
    );
  });

  afterAll(() => store.close());

  const cast = (vote: SignedVote, changes: Partial<Principal> = {}, agentHeader?: string) =>
    votes.vote(vote, { principal: principal(changes), agentHeader, meter: METER });

  it('is created once and then known', async () => {
    const created = await cast(signVote(CLAIM, 0.5, 1));
    expect(created).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      status: 'created',
      recorded_at: expect.stringMatching(/\.\d{6}Z$/),
    });
    expect(await cast(signVote(CLAIM, 0.5, 1))).toEqual({ ...created, status: 'duplicate' });
    expect(await cast(signVote(CLAIM, -0.5, 1))).toMatchObject({ status: 'created' });
  });

  it('is created once when it comes twice in one commit', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => cast(signVote(CLAIM, 0.25, 2))));
    expect(outcomes.map(({ status }) => status)).toEqual(['created', 'duplicate', 'duplicate']);
    expect(new Set(outcomes.map(({ recorded_at }) => recorded_at)).size).toBe(1);
  });

  it('makes its agent known, but only once it has found its assertion', async () => {
    const known = () =>
      store.database.query('x', 'team', {
        statement: { text: 'SELECT FROM agent WHERE agent_id = $1' },
        values: [Buffer.from(keysOf(9).agentId, 'hex')],
      });
    await expect(cast(signVote('00'.repeat(32), 1, 9))).rejects.toMatchObject({ code: 'assertion_not_found' });
    expect(await known()).toEqual([]);
    await cast(signVote(CLAIM, 1, 9));
    expect(await known()).toHaveLength(1);
  });

  it.each([
    ['that does not exist', '00'.repeat(32), {}],
    ['of another namespace', CLAIM, { namespace: 'other' }],
    ['that is held back', HELD, {}],
  ])('finds no assertion %s, and is not written', async (_what, hash, changes) => {
    await expect(cast(signVote(hash, 1, 3), changes)).rejects.toMatchObject({ code: 'assertion_not_found', status: 404 });
    const written = await store.database.query('x', principal(changes).namespace, {
      statement: { text: 'SELECT FROM vote WHERE agent_id = $1' },
      values: [Buffer.from(keysOf(3).agentId, 'hex')],
    });
    expect(written).toEqual([]);
  });

  it('on an unknown assertion does not spoil the others of its commit', async () => {
    const outcomes = await Promise.allSettled([
      cast(signVote(CLAIM, 0.1, 4)),
      cast(signVote('00'.repeat(32), 1, 4)),
      cast(signVote(CLAIM, 0.2, 4)),
    ]);
    expect(outcomes).toMatchObject([
      { value: { status: 'created' } },
      { reason: { code: 'assertion_not_found' } },
      { value: { status: 'created' } },
    ]);
  });

  it.each<[string, (vote: SignedVote) => SignedVote, string]>([
    ['another weight', (vote) => ({ ...vote, weight: 0.9 }), 'mismatch'],
    ['another time', (vote) => ({ ...vote, timestamp: vote.timestamp + 1 }), 'mismatch'],
    ['another assertion', (vote) => ({ ...vote, assertion_hash: HELD }), 'mismatch'],
    ['another agent', (vote) => ({ ...vote, agent_id: keysOf(6).agentId }), 'mismatch'],
    ['a key of small order', (vote) => ({ ...vote, agent_id: '01'.padEnd(64, '0') }), 'weak_key'],
    ['an S above the group order', (vote) => ({ ...vote, signature: vote.signature.slice(0, 64) + 'ff'.repeat(32) }), 'malformed'],
  ])('is refused when its signature is for %s', async (_what, change, reason) => {
    await expect(cast(change(signVote(CLAIM, 1, 5)))).rejects.toMatchObject({
      code: 'vote_signature_invalid',
      status: 422,
      options: { errors: [{ path: 'signature', message: reason }], extensions: { address: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
  });

  it('is refused when it comes from more than five minutes ahead', async () => {
    const now = Math.floor(Date.now() / 1_000);
    await expect(cast(signVote(CLAIM, 1, 5, now + 400))).rejects.toMatchObject({
      code: 'vote_timestamp_in_future',
      status: 422,
      options: { errors: [{ path: 'timestamp' }] },
    });
    await expect(cast(signVote(CLAIM, 1, 5, now + 200))).resolves.toMatchObject({ status: 'created' });
  });

  it('is refused from a key that may not act for its agent, or under the name of another', async () => {
    await expect(cast(signVote(CLAIM, 1, 5), { agentIds: [keysOf(6).agentId] })).rejects.toMatchObject({
      code: 'agent_not_permitted',
      options: { errors: [{ path: 'agent_id' }] },
    });
    await expect(cast(signVote(CLAIM, 1, 5), {}, keysOf(6).agentId)).rejects.toMatchObject({ code: 'agent_header_mismatch' });
    await expect(cast(signVote(CLAIM, 1, 5), { agentIds: [keysOf(5).agentId] }, keysOf(5).agentId)).resolves.toMatchObject({
      status: 'created',
    });
  });
});
