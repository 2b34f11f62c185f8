import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Principal } from '@stemedb/access/api-keys';
import { keysOf } from '@stemedb/knowledge/assertions/testing';
import { signRecord } from '@stemedb/knowledge/signed-records/testing';
import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { AS_OF } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import type { Supersede } from './supersession.dto';
import { supersessionAt } from './supersession.statements';
import { SupersessionsModule } from './supersessions.module';
import { SupersessionsService } from './supersessions.service';

/** Address of claim number 0 to 255, which agent 1 has signed. */
const claim = (number: number): string => number.toString(16).padStart(2, '0').repeat(32);
const HELD = claim(200);
const UNKNOWN = claim(255);
const KEY = '00000000-0000-4000-8000-000000000000';
const [SIGNER, STRANGER] = [keysOf(1), keysOf(2)];

const principal = (changes: Partial<Principal> = {}): Principal => ({ keyId: KEY, role: 'write_agent', namespace: 'team', agentIds: [], ...changes });

const insertClaim = (number: number): string => `
  INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
    source_class, declared_class, lifecycle)
  VALUES ('team', ${number}, 8, decode('${claim(number)}', 'hex'), 's', 'p', '{}', 1, decode(repeat('00', 32), 'hex'), 3, false, 'Proposed');
  INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at)
  VALUES ('team', ${number}, decode('${claim(number)}', 'hex'), decode('${SIGNER.agentId}', 'hex'), decode(repeat('00', 64), 'hex'), 1)`;

describe('a supersession', () => {
  let store: OpenStore;
  let supersessions: SupersessionsService;

  beforeAll(async () => {
    store = await openStore({ imports: [ConfigModule.with(parseConfig({})), BatchingModule, SupersessionsModule] });
    supersessions = store.get(SupersessionsService);
    const numbers = [...Array.from({ length: 60 }, (_, index) => index + 1), 200];
    const held = `INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail) VALUES ('team', 200, decode('${HELD}', 'hex'), 'pattern', 'any')`;
    const texts = [...numbers.flatMap((number) => insertClaim(number).split(';')), held];
    await store.database.commit('x', 'team', texts.map((text) => ({ statement: { text }, values: [] })));
  });

  afterAll(() => store.close());

  const supersede = (record: Supersede, changes: Partial<Principal> = {}) => supersessions.supersede(record, { principal: principal(changes) });
  const invalidate = (number: number, superseding?: number, reason = 'why', keys = STRANGER) =>
    supersede(record({ target_hash: claim(number), reason, ...(superseding === undefined ? {} : { superseding_hash: claim(superseding) }) }, keys));
  const record = (changes: Partial<Supersede>, keys = STRANGER): Supersede =>
    signRecord('supersession', { target_hash: claim(1), type: 'Invalidate' as const, reason: 'why', ...changes }, keys);

  /** What governs a claim at a moment, the present where none is given. */
  const governing = async (number: number, moment?: string) => {
    const statement = { text: `SELECT ${supersessionAt('a', AS_OF)} AS by FROM assertion a WHERE a.namespace = $1 AND a.hash = decode($2, 'hex')` };
    const { rows } = await store.database.readAt('x', 'team', moment, [{ statement, values: ['team', claim(number)] }]);
    return rows[0]?.[0]?.['by'] as unknown;
  };

  it('is recorded once and then known', async () => {
    const created = await invalidate(1);
    expect(created).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), status: 'created', recorded_at: expect.stringMatching(/\.\d{6}Z$/) });
    expect(await invalidate(1)).toEqual({ ...created, status: 'duplicate' });
    const rows = await store.database.query('x', 'team', { statement: { text: `SELECT *, subject_key::int AS key FROM supersession WHERE target_hash = $1` }, values: [Buffer.from(claim(1), 'hex')] });
    expect(rows).toMatchObject([{ key: 1, type: 'Invalidate', reason: 'why', superseding_hash: null, signed_at: '1735689600', key_id: KEY }]);
  });

  it('is recorded once when it comes several times at once', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => invalidate(2)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['created', 'duplicate', 'duplicate', 'duplicate']);
    expect(new Set(outcomes.map(({ recorded_at }) => recorded_at)).size).toBe(1);
  });

  it('of an admin key may come without signature, and is as old as its commit', async () => {
    const unsigned: Supersede = { target_hash: claim(3), type: 'Retraction', reason: 'why' };
    const created = await supersede(unsigned, { role: 'admin' });
    expect(await supersede(unsigned, { role: 'admin' })).toEqual({ ...created, status: 'duplicate' });
    const [row] = await store.database.query('x', 'team', { statement: { text: `SELECT * FROM supersession WHERE target_hash = $1` }, values: [Buffer.from(claim(3), 'hex')] });
    expect(row).toMatchObject({ agent_id: null, signature: null, signed_at: String(Math.floor(Date.parse(created.recorded_at) / 1_000)) });
    await expect(supersede({ ...unsigned, target_hash: claim(4) })).rejects.toMatchObject({ code: 'record_signature_required', status: 422 });
  });

  it('makes its agent known, but only once it is recorded', async () => {
    const known = () => store.database.query('x', 'team', { statement: { text: 'SELECT FROM agent WHERE agent_id = $1' }, values: [Buffer.from(keysOf(9).agentId, 'hex')] });
    await expect(supersede(record({ target_hash: UNKNOWN }, keysOf(9)))).rejects.toMatchObject({ code: 'assertion_not_found' });
    await expect(supersede(record({ type: 'Retraction' }, keysOf(9)))).rejects.toMatchObject({ code: 'retraction_not_permitted' });
    expect(await known()).toEqual([]);
    await invalidate(5, undefined, 'why', keysOf(9));
    expect(await known()).toHaveLength(1);
  });

  it.each([
    ['target_hash', { target_hash: UNKNOWN }, {}],
    ['target_hash', { target_hash: HELD }, {}],
    ['target_hash', { target_hash: claim(6) }, { namespace: 'other' }],
    ['superseding_hash', { target_hash: claim(6), superseding_hash: UNKNOWN }, {}],
    ['superseding_hash', { target_hash: claim(6), superseding_hash: HELD }, {}],
  ])('finds nothing at %s that is unknown, held back or of another namespace', async (path, changes, who) => {
    await expect(supersede(record(changes), who)).rejects.toMatchObject({ code: 'assertion_not_found', status: 404, options: { errors: [{ path }] } });
    expect(await governing(6)).toBeNull();
  });

  it('that retracts is refused to strangers, and granted to signers and administrators', async () => {
    const retraction = (number: number, keys = STRANGER) => record({ target_hash: claim(number), type: 'Retraction' }, keys);
    await expect(supersede(retraction(7))).rejects.toMatchObject({ code: 'retraction_not_permitted', status: 403 });
    expect(await governing(7)).toBeNull();
    expect(await supersede(retraction(7, SIGNER))).toMatchObject({ status: 'created' });
    expect(await supersede(retraction(8), { role: 'admin' })).toMatchObject({ status: 'created' });
  });

  it('closes no circle, however long', async () => {
    await expect(invalidate(10, 10)).rejects.toMatchObject({ code: 'supersession_cycle', status: 409 });
    await invalidate(10, 11);
    await expect(invalidate(11, 10)).rejects.toMatchObject({ code: 'supersession_cycle' });
    for (let number = 11; number < 19; number += 1) await invalidate(number, number + 1);
    await invalidate(12, 30);
    await expect(invalidate(19, 10)).rejects.toMatchObject({ code: 'supersession_cycle', options: { errors: [{ path: 'superseding_hash' }] } });
    await expect(invalidate(30, 10)).rejects.toMatchObject({ code: 'supersession_cycle' });
    expect([await governing(19), await governing(30)]).toEqual([null, null]);
    expect(await invalidate(10, 19)).toMatchObject({ status: 'created' });
    expect(await invalidate(31, 10)).toMatchObject({ status: 'created' });
  });

  it('closes no circle when its halves come at once', async () => {
    for (let pair = 40; pair < 50; pair += 2) {
      const outcomes = await Promise.allSettled([invalidate(pair, pair + 1), invalidate(pair + 1, pair)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'supersession_cycle' } });
    }
  });

  it('follows no chain for ever: one of more than 1,000 claims is refused at its beginning, not at its end', async () => {
    const row = (number: string) => `decode(lpad(to_hex(${number}), 64, '0'), 'hex')`;
    const texts = [
      `INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash, source_class, declared_class, lifecycle)
       SELECT 'team', n, 8, ${row('n')}, 's', 'p', '{}', 1, decode(repeat('00', 32), 'hex'), 3, false, 'Proposed' FROM generate_series(1, 1002) n`,
      `INSERT INTO supersession (namespace, subject_key, target_hash, hash, superseding_hash, type, reason, signed_at, key_id)
       SELECT 'team', n, ${row('n')}, ${row('n')}, ${row('n + 1')}, 'Temporal', 'why', 1, '${KEY}' FROM generate_series(1, 1001) n`,
    ];
    await store.database.commit('x', 'team', texts.map((text) => ({ statement: { text }, values: [] })));
    const by = (number: number) => supersede(record({ target_hash: claim(51), superseding_hash: number.toString(16).padStart(64, '0') }));
    await expect(by(1)).rejects.toMatchObject({ code: 'supersession_chain_too_long', status: 422 });
    expect(await by(1_002)).toMatchObject({ status: 'created' });
    expect(await by(5)).toMatchObject({ status: 'created' });
  });

  it('governs from its moment on: anything before a Refinement, then the newest', async () => {
    const before = await store.database.present('team');
    const refine = (superseding: number, reason: string) => supersede(record({ target_hash: claim(20), superseding_hash: claim(superseding), type: 'Refinement', reason }));
    const first = await refine(21, 'first');
    const temporal = await supersede(record({ target_hash: claim(20), superseding_hash: claim(22), type: 'Temporal' }));
    const second = await refine(23, 'second');
    const last = await invalidate(20, undefined, 'last');
    const moments = [before, first.recorded_at, temporal.recorded_at, second.recorded_at, last.recorded_at];
    const seen: unknown[] = [];
    for (const moment of moments) seen.push(await governing(20, moment));
    expect(seen).toEqual([
      null,
      { type: 'Refinement', hash: claim(21) },
      { type: 'Temporal', hash: claim(22) },
      { type: 'Temporal', hash: claim(22) },
      { type: 'Invalidate', hash: null },
    ]);
    await refine(24, 'third');
    expect(await governing(20)).toEqual({ type: 'Invalidate', hash: null });
    expect(await governing(20, first.recorded_at)).toEqual(seen[1]);
  });

  it('is refused when its signature does not hold, and is not recorded', async () => {
    const changed = { ...record({ target_hash: claim(50) }), reason: 'changed' };
    await expect(supersede(changed, { role: 'admin' })).rejects.toMatchObject({ code: 'record_signature_invalid', status: 422 });
    expect(await governing(50)).toBeNull();
  });

  it('is signed as docs/signing.md shows it', () => {
    const page = readFileSync(join(__dirname, '../../../docs/signing.md'), 'utf8');
    const example = signRecord('supersession', { target_hash: '1f5be48ca26071676ce16cf52b9c3afccea1424f3d81dc02b131a1712b092410', type: 'Retraction', reason: 'Read from the wrong table' }, SIGNER);
    expect(page).toContain(`\n${example.signature}\n`);
  });
});
