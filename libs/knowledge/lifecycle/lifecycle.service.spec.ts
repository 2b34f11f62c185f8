import type { Principal } from '@stemedb/access/api-keys';
import { keysOf } from '@stemedb/knowledge/assertions/testing';
import { type Lifecycle, LIFECYCLES } from '@stemedb/knowledge/claims';
import { signRecord } from '@stemedb/knowledge/signed-records/testing';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { AS_OF } from '@stemedb/platform/database';
import { openDatabase, type OpenDatabase, openStore, type OpenStore } from '@stemedb/platform/database/testing';
import type { Transition } from './lifecycle.dto';
import { LifecycleModule } from './lifecycle.module';
import { LifecycleService } from './lifecycle.service';
import { lifecycleAt } from './lifecycle.statements';

/** Address of claim number 0 to 255, which agent 1 has signed. */
const claim = (number: number): string => number.toString(16).padStart(2, '0').repeat(32);
const HELD = 200;
const UNKNOWN = 255;
const KEY = '00000000-0000-4000-8000-000000000000';
const [SIGNER, STRANGER] = [keysOf(1), keysOf(2)];

const principal = (changes: Partial<Principal> = {}): Principal => ({ keyId: KEY, role: 'write_agent', namespace: 'team', agentIds: [], ...changes });
const ADMIN = { role: 'admin' } as const;

const insertClaim = (number: number, lifecycle: Lifecycle): string[] => [
  `INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
     source_class, declared_class, lifecycle)
   VALUES ('team', ${number}, 8, decode('${claim(number)}', 'hex'), 's', 'p', '{}', 1, decode(repeat('00', 32), 'hex'), 3, false, '${lifecycle}')`,
  `INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at)
   VALUES ('team', ${number}, decode('${claim(number)}', 'hex'), decode('${SIGNER.agentId}', 'hex'), decode(repeat('00', 64), 'hex'), 1)`,
];

describe('the lifecycle of a claim', () => {
  let store: OpenStore;
  let other: OpenDatabase;
  let lifecycle: LifecycleService;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, LifecycleModule] });
    other = await openDatabase(store.url, { imports: [ConfigModule.with(parseConfig({})), BatchingModule, LifecycleModule] });
    lifecycle = store.get(LifecycleService);
    const proposed = [...Array.from({ length: 40 }, (_, index) => index + 1), HELD].flatMap((number) => insertClaim(number, 'Proposed'));
    // Claims 100 to 104 are written in the state of their number.
    const written = LIFECYCLES.flatMap((state, index) => insertClaim(100 + index, state));
    const held = `INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail) VALUES ('team', ${HELD}, decode('${claim(HELD)}', 'hex'), 'pattern', 'any')`;
    await store.database.commit('x', 'team', [...proposed, ...written, held].map((text) => ({ statement: { text }, values: [] })));
  });

  afterAll(async () => {
    await other.close();
    await store.close();
  });

  const unsigned = (number: number, to: Lifecycle, changes: Partial<Principal> = ADMIN, service = lifecycle, reason = 'why') =>
    service.move(claim(number), { to, reason }, { principal: principal(changes) });

  const signed = (number: number, to: Lifecycle, keys = SIGNER, changes: Partial<Principal> = {}, service = lifecycle) => {
    const { target_hash: _target, ...body } = signRecord('lifecycle', { target_hash: claim(number), to, reason: 'why' }, keys);
    return service.move(claim(number), body, { principal: principal(changes) });
  };

  const stateOf = async (number: number, moment?: string) => {
    const statement = { text: `SELECT ${lifecycleAt('a', AS_OF)} AS state FROM assertion a WHERE a.namespace = $1 AND a.hash = decode($2, 'hex')` };
    const { rows } = await store.database.readAt('x', 'team', moment, [{ statement, values: ['team', claim(number)] }]);
    return rows[0]?.[0]?.['state'] as unknown;
  };

  it('goes from step to step, and can be read back as of every moment', async () => {
    const before = await store.database.present('team');
    const steps = [await signed(1, 'UnderReview'), await unsigned(1, 'Approved'), await signed(1, 'Deprecated')];
    expect(steps.map(({ status }) => status)).toEqual(['created', 'created', 'created']);
    const states: unknown[] = [];
    for (const moment of [before, ...steps.map(({ recorded_at }) => recorded_at)]) states.push(await stateOf(1, moment));
    expect([states, await stateOf(1)]).toEqual([['Proposed', 'UnderReview', 'Approved', 'Deprecated'], 'Deprecated']);
    const rows = await store.database.query('x', 'team', { statement: { text: 'SELECT * FROM lifecycle_transition WHERE target_hash = $1 ORDER BY recorded_at' }, values: [Buffer.from(claim(1), 'hex')] });
    expect(rows.map((row) => [row['from_state'], row['to_state'], row['agent_id'] !== null, row['key_id']])).toEqual([
      ['Proposed', 'UnderReview', true, KEY],
      ['UnderReview', 'Approved', false, KEY],
      ['Approved', 'Deprecated', true, KEY],
    ]);
  });

  it.each(LIFECYCLES.map((state, index) => [state, 100 + index] as const))('begins where the claim was written: %s', async (state, number) => {
    expect(await stateOf(number)).toBe(state);
    await expect(unsigned(number, 'Proposed')).rejects.toMatchObject({ code: 'lifecycle_step_impossible', status: 409 });
  });

  it('takes each record once, also after later ones', async () => {
    const first = await signed(2, 'UnderReview');
    expect(await signed(2, 'UnderReview')).toEqual({ ...first, status: 'duplicate' });
    const second = await unsigned(2, 'Rejected');
    expect(await unsigned(2, 'Rejected')).toEqual({ ...second, status: 'duplicate' });
    expect(await signed(2, 'UnderReview')).toEqual({ ...first, status: 'duplicate' });
    expect(await stateOf(2)).toBe('Rejected');
    await expect(unsigned(2, 'UnderReview')).rejects.toMatchObject({ code: 'lifecycle_step_impossible' });
  });

  it('lets of many steps out of one state only one succeed, on two servers', async () => {
    const servers = [lifecycle, other.get(LifecycleService)] as const;
    for (let number = 3; number < 11; number += 1) {
      await unsigned(number, 'UnderReview');
      const attempts = (['Approved', 'Rejected', 'Approved', 'Rejected'] as const).map((to, index) =>
        unsigned(number, to, ADMIN, servers[index % 2 === 0 ? 0 : 1], `reason ${index}`),
      );
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'lifecycle_step_impossible' });
      }
    }
  });

  it('takes the same record once when it comes several times at once', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => signed(11, 'UnderReview')));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['created', 'duplicate', 'duplicate', 'duplicate']);
    expect(new Set(outcomes.map(({ recorded_at }) => recorded_at)).size).toBe(1);
  });

  it('is moved by signers to UnderReview and Deprecated only, and by no stranger', async () => {
    await expect(signed(12, 'UnderReview', STRANGER)).rejects.toMatchObject({ code: 'lifecycle_step_not_permitted', status: 403 });
    await signed(12, 'UnderReview');
    await expect(signed(12, 'Approved')).rejects.toMatchObject({ code: 'lifecycle_step_not_permitted' });
    await expect(signed(12, 'Rejected')).rejects.toMatchObject({ code: 'lifecycle_step_not_permitted' });
    expect(await stateOf(12)).toBe('UnderReview');
    await signed(12, 'Approved', STRANGER, ADMIN);
    await expect(signed(12, 'Deprecated', STRANGER)).rejects.toMatchObject({ code: 'lifecycle_step_not_permitted' });
    await signed(12, 'Deprecated');
  });

  it('is not moved without a signature by a key that is no admin key', async () => {
    await expect(unsigned(13, 'UnderReview', {})).rejects.toMatchObject({ code: 'record_signature_required', status: 422 });
    expect(await stateOf(13)).toBe('Proposed');
  });

  it('is not moved by a signature for another claim or another step', async () => {
    const { target_hash: _target, ...body }: Transition & { target_hash: string } = signRecord('lifecycle', { target_hash: claim(14), to: 'UnderReview' as const, reason: 'why' }, SIGNER);
    const who = { principal: principal(ADMIN) };
    await expect(lifecycle.move(claim(15), body, who)).rejects.toMatchObject({ code: 'record_signature_invalid', status: 422 });
    await expect(lifecycle.move(claim(14), { ...body, to: 'Deprecated' }, who)).rejects.toMatchObject({ code: 'record_signature_invalid' });
    expect([await stateOf(14), await stateOf(15)]).toEqual(['Proposed', 'Proposed']);
  });

  it.each([
    ['unknown', UNKNOWN, {}],
    ['held back', HELD, {}],
    ['of another namespace', 16, { namespace: 'other' }],
  ])('does not exist for a claim that is %s', async (_what, number, changes) => {
    await expect(signed(number, 'UnderReview', SIGNER, changes)).rejects.toMatchObject({ code: 'assertion_not_found', status: 404 });
    await expect(unsigned(number, 'UnderReview', { ...ADMIN, ...changes })).rejects.toMatchObject({ code: 'assertion_not_found', status: 404 });
  });

  it('can never be edited afterwards', async () => {
    await signed(17, 'UnderReview');
    const edit = store.database.manage('x', 'team', (manager) => manager.query(`UPDATE lifecycle_transition SET to_state = 'Approved'`));
    await expect(edit).rejects.toThrow('rows of lifecycle_transition are immutable');
  });
});
