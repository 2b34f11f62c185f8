import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentHash } from '@stemedb/knowledge/claims';
import { withClient } from '@stemedb/platform/database';
import { openStore, type OpenStore } from '@stemedb/platform/database/testing';
import { Client } from 'pg';
import { type ArchivedRecord, readRecord } from './archive-line.rules';
import { exportArchive } from './archive.exporter';
import { importArchive } from './archive.importer';
import { verifyArchive, verifyStore } from './archive.verifier';
import { RECORD_KINDS } from './record-kinds.rules';
import { ALICE, claimOf, commit, MOMENT, NAMESPACE, record, signed, source, writeArchive } from './testing/record.builder';

const order = (path: string) => ({ path, stemedbVersion: '0.0.0', createdAt: '2026-01-01T00:00:00.000Z' });
const inOrder = (records: readonly ArchivedRecord[]) => [...records].sort((left, right) => (left.kind.kind < right.kind.kind ? -1 : left.kind === right.kind ? 0 : 1));
const [CLAIM, SIGNATURE] = signed(claimOf());
const KEYS = { subject_key: CLAIM.values['subject_key'], assertion_hash: CLAIM.values['hash'] };


/** A change of trust as it was written when there was one a commit, which needed no ordinal. */
const OLDER_LINE = `{"kind":"trust_event","namespace":"${NAMESPACE}","agent_id":"${ALICE.agentId}","recorded_at":"${MOMENT}","trust":0.55,"cause":"outcome","detail":"d"}`;

function older(): ArchivedRecord {
  const read = readRecord(OLDER_LINE, new Map(RECORD_KINDS.map((kind) => [kind.kind, kind])));
  if ('fault' in read) throw new Error(read.fault);
  return read;
}

describe('an import', () => {
  let directory: string;
  let store: OpenStore;
  const path = (name = 'archive') => join(directory, name);
  const rowsIn = async (table: string): Promise<number> => {
    const { rows } = await withClient(store.adminUrl, (client) => client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`));
    return rows[0]?.count ?? -1;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stemedb-importer-'));
  });
  afterAll(() => rm(directory, { recursive: true }));
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());

  it('takes the largest rows and many pages of small ones, and gives them back as they were', async () => {
    const wide = '\u{1F4C4}'.repeat(8_192);
    const large = claimOf({ subject: 'x'.repeat(512), object: { type: 'Text', value: wide }, narrative: 'é'.repeat(10_000), source_metadata: { m: 'm'.repeat(16_000) } });
    const vector = Array.from({ length: 1_536 }, (_, index) => Math.sin(index) * 10 ** ((index % 600) - 300));
    const claims = [signed(large, vector), ...Array.from({ length: 450 }, (_, number) => signed(claimOf({ subject: `s:${number}` })))].flat();
    const contents = [Buffer.alloc(0), ...[1_048_576, 1_048_576, 1, 2, 3, 4, 5, 6, 7].map((bytes) => randomBytes(bytes))];
    await writeArchive(path(), inOrder([commit(), ...claims, ...contents.map(source)]));
    await importArchive(store.url, path());
    const { end } = await exportArchive(store.url, order(path('again')));
    expect(end.counts).toEqual({ assertion: 451, commit: 1, signature: 451, source: 10 });
    expect(await verifyStore(store.url, undefined, () => undefined)).toMatchObject({ digest: end.digest, failed: 0 });
  });

  it.each(['url', 'adminUrl'] as const)('is refused by a store that holds anything, connected by %s, and changes nothing there', async (who) => {
    await store.database.commit('x', 'other', [{ statement: { text: 'INSERT INTO agent (namespace, agent_id) VALUES ($1, $2)' }, values: ['other', randomBytes(32)] }]);
    await writeArchive(path(), [CLAIM, commit(), SIGNATURE]);
    await expect(importArchive(store[who], path())).rejects.toMatchObject({ code: 'store_not_empty', message: expect.stringContaining('commit') });
    expect([await rowsIn('assertion'), await rowsIn('agent')]).toEqual([0, 1]);
  });

  it.each<[string, readonly ArchivedRecord[], string]>([
    ['a signature of somebody else', [CLAIM, commit(), record('signature', { ...SIGNATURE.values, agent_id: 'ab'.repeat(32) })], 'does not hold'],
    ['a signature with another time', [CLAIM, commit(), record('signature', { ...SIGNATURE.values, signed_at: '2' })], 'does not hold'],
    ['a claim with another address', [record('assertion', { ...CLAIM.values, hash: 'ab'.repeat(32) }), commit(), SIGNATURE], 'not that of its content'],
    ['a claim that nobody signed', [CLAIM, commit()], 'nobody has signed it'],
    ['a signature of nothing', [commit(), SIGNATURE], 'no such assertion'],
    ['a moment of no commit', [CLAIM, commit('2026-01-01T00:00:00.000002Z'), SIGNATURE], 'that of no commit'],
    ['a record twice', [CLAIM, CLAIM, commit(), SIGNATURE], 'cannot stand in a store'],
    ['a value that the store does not take', [...signed(claimOf({ confidence: 2 })).slice(0, 1), commit()], 'cannot stand in a store'],
    ['a content of another hash', [commit(), record('source', { hash: contentHash('a'), content: '62' })], 'not that of its content'],
    ['an audit that hangs on nothing', [record('audit', { sequence: '2', id: '00000000-0000-4000-8000-000000000000', audit_kind: 'admin', act: 'x', key_id: '00000000-0000-4000-8000-000000000000', payload: '{}', previous_hash: '00'.repeat(32), hash: '00'.repeat(32) }), commit()], 'audit'],
  ])('refuses %s, at the end of an archive too, and leaves the store empty', async (_what, records, reason) => {
    await writeArchive(path(), records);
    await expect(importArchive(store.url, path())).rejects.toMatchObject({ code: 'archive_refused', message: expect.stringContaining(reason) });
    for (const table of ['assertion', 'assertion_signature', 'commit_log', 'source', 'audit']) expect([table, await rowsIn(table)]).toEqual([table, 0]);
  });

  it('keeps quarantine and what became of it', async () => {
    const held = { ...KEYS, reason: 'low_quality', detail: 'd', decision: 'rejected', decided_at: MOMENT, decided_by: 'me' };
    await writeArchive(path(), [CLAIM, commit(), record('quarantine', held), SIGNATURE]);
    const { end } = await importArchive(store.url, path());
    expect((await exportArchive(store.url, order(path('again')))).end.digest).toBe(end.digest);
    expect(await rowsIn('quarantine')).toBe(1);
  });

  it('fills what an archive from before a column leaves out, and has the same digest afterwards', async () => {
    await writeArchive(path(), [commit(), older()]);
    const { end } = await importArchive(store.url, path());
    const { rows } = await withClient(store.adminUrl, (client) => client.query('SELECT ordinal, trust, effective_at FROM trust_event'));
    expect(rows).toEqual([{ ordinal: 0, trust: 0.55, effective_at: null }]);
    expect((await exportArchive(store.url, order(path('again')))).end).toMatchObject({ digest: end.digest, counts: end.counts });
    expect(await verifyStore(store.url, undefined, () => undefined)).toMatchObject({ digest: end.digest, failed: 0 });
  });

  it('tells several changes of trust in one commit apart, and refuses two that an older archive could not have held', async () => {
    const later = record('trust_event', { ...older().values, ordinal: 1, trust: 0.6, effective_at: MOMENT });
    await writeArchive(path(), [commit(), older(), later]);
    const { end } = await importArchive(store.url, path());
    expect((await exportArchive(store.url, order(path('again')))).end.digest).toBe(end.digest);
    const other = await openStore();
    await writeArchive(path('twice'), [commit(), older(), older()]);
    await expect(importArchive(other.url, path('twice'))).rejects.toMatchObject({ code: 'archive_refused', message: expect.stringContaining('cannot stand in a store') });
    await other.close();
  });

  it('is seen by nobody before it has ended', async () => {
    await writeArchive(path(), [CLAIM, commit(), SIGNATURE]);
    const seen: number[] = [];
    await importArchive(store.url, path(), async () => void seen.push(await rowsIn('assertion')));
    expect(seen).toEqual([0, 0, 0]);
    expect(await rowsIn('assertion')).toBe(1);
  });

  it('is what an export waits for that begins while a commit is on its way', async () => {
    const client = new Client({ connectionString: store.url });
    await client.connect();
    await client.query(`BEGIN; SET LOCAL stemedb.namespace = '${NAMESPACE}'; SELECT stemedb_begin_commit(gen_random_uuid()); COMMIT`);
    await client.query(`BEGIN; SET LOCAL stemedb.namespace = '${NAMESPACE}'; SELECT stemedb_begin_commit(gen_random_uuid())`);
    const exporting = exportArchive(store.url, order(path('waited')));
    const waiting = `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    while (((await client.query<{ count: number }>(waiting)).rows[0]?.count ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    await client.query('COMMIT');
    await client.end();
    expect((await exporting).end.counts).toEqual({ commit: 2 });
    expect(await verifyArchive(path('waited'), () => undefined)).toMatchObject({ failed: 0 });
  });
});
