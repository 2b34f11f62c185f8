import { BatchingModule } from '@stemedb/platform/batching';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { Database, withClient } from '@stemedb/platform/database';
import { type OpenDatabase, openDatabase, openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { register } from 'prom-client';
import { canonicalText } from './audit-chain.rules';
import { AuditLog } from './audit.log';
import { AuditModule } from './audit.module';
import { AuditRepository } from './audit.repository';
import type { AdminAct, QueryAudit } from './audit.types';
import { verifyStoredChain } from './chain.reader';
import { newAudit } from './testing';
import { UUID_PATTERN } from './uuid.rules';

const KEY = newAudit(0).key_id;
const IMPORTS = [ConfigModule.with(parseConfig({})), BatchingModule, AuditModule];

const asked = (changes: Partial<QueryAudit> = {}): QueryAudit => ({
  path: '/v1/query',
  parameters: { subject: 'a', limit: undefined, decay: 'on' },
  keyId: KEY,
  agentId: 'ab'.repeat(32),
  subject: 'a',
  lens: 'consensus',
  asOf: '2026-01-01T00:00:00.000001Z',
  contributing: [{ hash: 'cd'.repeat(32), weight: 0.5, source_hash: '00'.repeat(32), lifecycle: 'Proposed' }],
  winner: 'cd'.repeat(32),
  conflictScore: 0,
  resolutionConfidence: 1,
  digest: 'ef'.repeat(32),
  facts: { ruleset_version: 1 },
  durationMs: 1.23456,
  ...changes,
});
const ACT: AdminAct = { act: 'source.retract', keyId: KEY, detail: { hash: 'ab'.repeat(32), reason: 'fraud' } };

describe('the audit log', () => {
  let store: OpenStore;
  let log: AuditLog;
  let audits: AuditRepository;
  let other: OpenDatabase;

  beforeAll(async () => {
    store = await openStore({ imports: IMPORTS });
    register.clear();
    other = await openDatabase(store.url, { imports: IMPORTS });
    log = store.get(AuditLog);
    audits = store.get(AuditRepository, { strict: false });
  });
  afterAll(async () => {
    await other.close();
    await store.close();
  });

  const verified = (namespace: string, url = store.url) => withClient(url, (client) => verifyStoredChain(client, namespace));
  const rowsOf = async (namespace: string) => (await audits.list(namespace, {}, undefined, 1_000)).reverse();
  const asSuperuser = (sql: string) => withClient(store.adminUrl, (client) => client.query(`SET session_replication_role = replica; ${sql}`));

  it('names an audit at once and keeps everything of it once it is durable', async () => {
    const { id, durable } = log.append('one', asked());
    expect(id).toMatch(UUID_PATTERN);
    await durable;
    const row = await audits.find('one', id);
    expect(row?.payload).toBe(canonicalText(JSON.parse(row?.payload ?? '') as object));
    expect(row).toMatchObject({
      id,
      kind: 'query',
      path: '/v1/query',
      act: null,
      key_id: KEY,
      agent_id: 'ab'.repeat(32),
      subject: 'a',
      lens: 'consensus',
      as_of: '2026-01-01T00:00:00.000001Z',
      sequence: 1,
      previous_hash: '0'.repeat(64),
    });
    expect(JSON.parse(row?.payload ?? '')).toEqual({
      parameters: { subject: 'a', decay: 'on' },
      contributing: asked().contributing,
      winner: 'cd'.repeat(32),
      conflict_score: 0,
      resolution_confidence: 1,
      digest: 'ef'.repeat(32),
      ruleset_version: 1,
      duration_ms: 1.235,
    });
  });

  it('writes what arrives together as one batch, in its order and with one moment', async () => {
    const appended = Array.from({ length: 40 }, () => log.append('batch', asked()));
    await Promise.all(appended.map(({ durable }) => durable));
    const rows = await rowsOf('batch');
    expect(rows.map(({ id }) => id)).toEqual(appended.map(({ id }) => id));
    expect(rows.map(({ sequence }) => sequence)).toEqual(appended.map((_one, index) => index + 1));
    expect(new Set(rows.map(({ recorded_at }) => recorded_at)).size).toBe(1);
    expect(await verified('batch')).toEqual({ rows: 40, faults: [] });
  });

  it('remembers an act, by itself or within the transaction that does it, and then not without it', async () => {
    const alone = await log.appendAdmin('acts', ACT);
    const within = await store.database.manageCommit('x', 'acts', (manager) => log.appendAdminWithin(manager, 'acts', { ...ACT, subject: 'b' }));
    const failed = store.database.manageCommit('x', 'acts', async (manager) => {
      await log.appendAdminWithin(manager, 'acts', ACT);
      throw new Error('the act failed');
    });
    await expect(failed).rejects.toThrow('the act failed');
    const rows = await rowsOf('acts');
    expect(rows).toMatchObject([
      { id: alone, kind: 'admin', act: 'source.retract', path: null, as_of: null, subject: null },
      { id: within, kind: 'admin', subject: 'b' },
    ]);
    expect(JSON.parse(rows[0]?.payload ?? '')).toEqual({ detail: ACT.detail });
    expect(await verified('acts')).toEqual({ rows: 2, faults: [] });
  });

  it('keeps one whole chain when two instances write at once, and later moments for later rows', async () => {
    const write = async (instance: OpenDatabase) => {
      for (let round = 0; round < 20; round += 1) {
        await Promise.all([1, 2, 3].map(() => instance.get(AuditLog).append('shared', asked()).durable));
      }
    };
    await Promise.all([write(store), write(other), write(other)]);
    const rows = await rowsOf('shared');
    expect(await verified('shared')).toEqual({ rows: 180, faults: [] });
    const moments = rows.map(({ recorded_at }) => recorded_at);
    expect(moments).toEqual([...moments].sort());
  });

  it('keeps a chain for each namespace, which no other one sees', async () => {
    await log.append('apart', asked()).durable;
    const [row] = await rowsOf('apart');
    expect(row?.sequence).toBe(1);
    expect(await audits.find('elsewhere', row?.id ?? '')).toBeUndefined();
    const peek = { statement: { text: "SELECT FROM audit WHERE namespace = 'apart'" }, values: [] };
    expect(await store.database.query('x', 'elsewhere', peek)).toEqual([]);
  });

  it('does not wait for the commits of claims, nor they for it', async () => {
    await store.get(Database).manageCommit('x', 'busy', async () => {
      await log.append('busy', asked()).durable;
    });
    await store.get(Database).manage('x', 'busy', async (manager) => {
      await log.appendAdminWithin(manager, 'busy', ACT);
      await other.database.commit('x', 'busy', []);
    });
    expect(await verified('busy')).toEqual({ rows: 2, faults: [] });
  });

  it.each(['UPDATE audit SET lens = NULL', 'DELETE FROM audit', 'TRUNCATE audit', 'UPDATE audit_checkpoint SET sequence = 1', 'DELETE FROM audit_checkpoint'])(
    'refuses %s to everybody',
    async (sql) => {
      await expect(withClient(store.adminUrl, (client) => client.query(sql))).rejects.toMatchObject({ code: '23001' });
    },
  );

  it('shows what a superuser did with the triggers off: a row changed, removed, moved', async () => {
    for (let round = 0; round < 6; round += 1) await log.append('tampered', asked()).durable;
    const rows = await rowsOf('tampered');
    await asSuperuser(`UPDATE audit SET lens = 'recency' WHERE namespace = 'tampered' AND sequence = 2`);
    expect(await verified('tampered')).toEqual({ rows: 6, faults: [{ fault: 'changed', sequence: 2, id: rows[1]?.id }] });
    await asSuperuser(`UPDATE audit SET lens = 'consensus' WHERE namespace = 'tampered' AND sequence = 2`);
    expect((await verified('tampered', store.adminUrl)).faults).toEqual([]);
    await asSuperuser(`DELETE FROM audit WHERE namespace = 'tampered' AND sequence IN (1, 6);
      UPDATE audit SET sequence = 7 WHERE namespace = 'tampered' AND sequence = 3`);
    expect((await verified('tampered')).faults).toEqual([
      { fault: 'removed', sequence: 1, until: 1 },
      { fault: 'removed', sequence: 3, until: 3 },
      { fault: 'removed', sequence: 6, until: 6 },
      { fault: 'reordered', sequence: 7, id: rows[2]?.id, belongs_at: 3 },
    ]);
  });

  it('goes on behind the last checkpoint after its end was removed, so that the gap stays', async () => {
    for (let round = 0; round < 2; round += 1) await log.append('cut', asked()).durable;
    await asSuperuser(`DELETE FROM audit WHERE namespace = 'cut' AND sequence = 2`);
    await log.append('cut', asked()).durable;
    expect((await verified('cut')).faults).toEqual([{ fault: 'removed', sequence: 2, until: 2 }]);
  });

  it('lets an audit that cannot be stored fail alone', async () => {
    const outcomes = await Promise.allSettled([asked(), asked({ keyId: 'no key' }), asked()].map((one) => log.append('isolated', one).durable));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await verified('isolated')).toEqual({ rows: 2, faults: [] });
  });
});

describe('a process that stops', () => {
  it('writes the audits that are on their way before it lets go of the store', async () => {
    const store = await openStore();
    register.clear();
    const process = await openDatabase(store.url, { imports: IMPORTS });
    const appended = Array.from({ length: 25 }, () => process.get(AuditLog).append('stop', asked()));
    await process.close();
    await Promise.all(appended.map(({ durable }) => durable));
    expect(await withClient(store.url, (client) => verifyStoredChain(client, 'stop'))).toEqual({ rows: 25, faults: [] });
    await store.close();
  });
});
