import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportArchive, importArchive, type RecordFault, verifyArchive, verifyStore } from '@stemedb/knowledge/archive';
import { withClient } from '@stemedb/platform/database';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { call } from './support/call';
import { addressOf } from './support/claims';
import { FILLED, fillNamespace } from './support/filled-server';
import { startTestApp } from './support/server';

const [SOURCED, TOLD, DECLARED] = [FILLED.sourced, FILLED.told, FILLED.declared].map(addressOf);
const assertion = (change: string) => `UPDATE assertion SET ${change} WHERE namespace = 'team-7' AND hash = '\\x${SOURCED}'`;

/** What somebody with a superuser's rights does to a row by hand; what is named then. */
const EDITS: readonly (readonly [string, string, Partial<RecordFault>])[] = [
  ['the object of a claim', assertion(`object = '{"type":"Number","value":9}'`), { kind: 'assertion', hash: SOURCED }],
  ['the confidence of a claim', assertion('confidence = 0.81'), { kind: 'assertion', hash: SOURCED }],
  ['the class of a claim', assertion('declared_class = true'), { kind: 'assertion', hash: SOURCED }],
  ['how an object is spelled', assertion(`object = '{"type": "Number","value":1}'`), { kind: 'assertion', hash: SOURCED }],
  ['the subject_key of a claim', assertion('subject_key = subject_key + 1'), { kind: 'assertion', hash: SOURCED }],
  ['the moment of a claim', assertion(`recorded_at = recorded_at - interval '1 second'`), { kind: 'assertion', hash: SOURCED }],
  ['the time of a signature', `UPDATE assertion_signature SET signed_at = signed_at + 1 WHERE namespace = 'team-7' AND assertion_hash = '\\x${SOURCED}'`, { kind: 'signature', hash: SOURCED }],
  ['the weight of a vote', `UPDATE vote SET weight = 1 WHERE namespace = 'team-7' AND assertion_hash = '\\x${TOLD}'`, { kind: 'vote' }],
  ['the content of a source', `UPDATE source SET content = 'x' WHERE namespace = 'team-7' AND content IS NOT NULL`, { kind: 'source', hash: FILLED.sourced.source_hash }],
  ['the title of a signed source', `UPDATE source SET title = 'x' WHERE namespace = 'team-7' AND signature IS NOT NULL`, { kind: 'source', hash: FILLED.sourced.source_hash }],
  ['the reason of a supersession', `UPDATE supersession SET reason = 'x' WHERE namespace = 'team-7'`, { kind: 'supersession' }],
  ['the reason of a step', `UPDATE lifecycle_transition SET reason = 'x' WHERE namespace = 'team-7'`, { kind: 'lifecycle_transition' }],
  ['the name of an epoch', `UPDATE epoch SET name = 'x' WHERE namespace = 'team-7'`, { kind: 'epoch' }],
  ['the moment of a status', `UPDATE source_status SET recorded_at = recorded_at + interval '1 second' WHERE namespace = 'team-7'`, { kind: 'source_status' }],
  ['a claim that is gone', `DELETE FROM assertion WHERE namespace = 'team-7' AND hash = '\\x${TOLD}'`, { kind: 'signature', hash: TOLD }],
  ['the signatures of a claim', `DELETE FROM assertion_signature WHERE namespace = 'team-7' AND assertion_hash = '\\x${DECLARED}'`, { kind: 'assertion', hash: DECLARED }],
  ['a commit that is gone', `DELETE FROM commit_log WHERE namespace = 'team-7' AND recorded_at = (SELECT min(recorded_at) FROM commit_log WHERE namespace = 'team-7')`, { kind: 'source' }],
  ['what an audit says', `UPDATE audit SET path = '/v1/other' WHERE namespace = 'team-7' AND sequence = (SELECT max(sequence) FROM audit WHERE namespace = 'team-7' AND kind = 'query')`, { kind: 'audit' }],
  ['an audit that is gone', `DELETE FROM audit WHERE namespace = 'team-7' AND sequence = 1`, { kind: 'audit', hash: 'sequence 1' }],
  ['the last audit', `DELETE FROM audit WHERE namespace = 'team-7' AND sequence = (SELECT max(sequence) FROM audit WHERE namespace = 'team-7')`, { kind: 'audit' }],
];

describe('verification', () => {
  let directory: string;
  let database: TestDatabase;
  let changed: string | undefined;
  const path = (name: string) => join(directory, name);
  const order = (name: string) => ({ path: path(name), stemedbVersion: '0.0.0', createdAt: '2026-01-01T00:00:00.000Z' });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stemedb-verification-'));
    const server = await startTestApp();
    try {
      for (const namespace of ['default', 'team-7']) {
        const headers = { 'x-namespace': namespace };
        await fillNamespace(server, headers);
        await call(server.url, 'GET', '/v1/skeptic?subject=drug%3A%2F%2Fx&predicate=value', { key: server.adminKey, headers });
      }
      await exportArchive(server.databaseUrl, order('sound.archive'));
    } finally {
      await server.close();
    }
    database = await createTestDatabase();
    await importArchive(database.url, path('sound.archive'));
  });
  afterEach(() => undo());
  afterAll(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  const faultsOfStore = async (url = database.url, namespace?: string): Promise<RecordFault[]> => {
    const faults: RecordFault[] = [];
    const { failed } = await verifyStore(url, namespace, (fault) => faults.push(fault));
    expect(failed).toBe(faults.length);
    return faults;
  };
  /** As a superuser who switches the triggers off. */
  const asSuperuser = (sql: string) => withClient(database.adminUrl, (client) => client.query(`SET session_replication_role = replica; ${sql}`));
  const edit = async (sql: string): Promise<void> => {
    changed = /^(?:UPDATE|DELETE FROM) (\w+)/.exec(sql)?.[1];
    await asSuperuser(`CREATE TABLE undo AS TABLE ${changed}; ${sql}`);
  };
  const undo = async (): Promise<void> => {
    if (changed === undefined) return;
    await asSuperuser(`TRUNCATE ${changed}; INSERT INTO ${changed} SELECT * FROM undo; DROP TABLE undo`);
    changed = undefined;
  };

  it('finds a sound store sound, whoever connects', async () => {
    expect(await faultsOfStore()).toEqual([]);
    expect(await faultsOfStore(database.adminUrl)).toEqual([]);
  });

  it.each(EDITS)('names the row where somebody changed %s by hand, and only its namespace', async (_what, sql, expected) => {
    await edit(sql);
    const faults = await faultsOfStore();
    expect(faults).toContainEqual({ ...expected, kind: expected.kind, namespace: 'team-7', hash: expected.hash ?? expect.any(String), problem: expect.any(String) });
    expect(faults.filter(({ namespace }) => namespace !== 'team-7')).toEqual([]);
  });

  it('of one namespace does not look at another', async () => {
    await edit(assertion('confidence = 0.5'));
    expect(await faultsOfStore(database.url, 'default')).toEqual([]);
    expect(await faultsOfStore(database.url, 'team-7')).toHaveLength(1);
  });

  it('finds the same in an archive of a changed store, which no store takes in', async () => {
    await edit(assertion('confidence = 0.5'));
    await exportArchive(database.url, order('changed.archive'));
    const faults: RecordFault[] = [];
    const { failed } = await verifyArchive(path('changed.archive'), (fault) => faults.push(fault));
    expect([failed, faults]).toEqual([1, [expect.objectContaining({ kind: 'assertion', namespace: 'team-7', hash: SOURCED })]]);
    const other = await createTestDatabase();
    try {
      await expect(importArchive(other.url, path('changed.archive'))).rejects.toMatchObject({ code: 'archive_refused', message: expect.stringContaining(`${SOURCED}`) });
      expect(await verifyStore(other.url, undefined, () => undefined)).toMatchObject({ namespaces: [], counts: {} });
    } finally {
      await other.drop();
    }
  });

  it('refuses to take in an archive in which something that a record rests on is missing', async () => {
    await edit(`DELETE FROM assertion_signature WHERE namespace = 'team-7' AND assertion_hash = '\\x${DECLARED}'`);
    await exportArchive(database.url, order('unsigned.archive'));
    const other = await createTestDatabase();
    try {
      const refused = { code: 'archive_refused', message: expect.stringContaining('nobody has signed it') };
      await expect(importArchive(other.url, path('unsigned.archive'))).rejects.toMatchObject(refused);
      expect(await verifyStore(other.url, undefined, () => undefined)).toMatchObject({ namespaces: [], counts: {} });
    } finally {
      await other.drop();
    }
  });
});
