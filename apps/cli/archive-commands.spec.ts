import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { withClient } from '@stemedb/platform/database';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { BuiltCli, type Finished } from './testing/built-cli';

interface Result {
  readonly ok: boolean;
  readonly digest: string;
  readonly namespaces: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly { kind: string; namespace: string; hash: string; problem: string }[];
}

const AGENT = 'ab'.repeat(32);
const FILL = `BEGIN; SET LOCAL stemedb.namespace = 'team-7'; SELECT stemedb_begin_commit(gen_random_uuid());
  INSERT INTO agent (namespace, agent_id) VALUES ('team-7', '\\x${AGENT}'); COMMIT`;

// Every step is a process of its own.
jest.setTimeout(120_000);

describe('commands around archives', () => {
  let cli: BuiltCli;
  let database: TestDatabase;
  let empty: TestDatabase;
  const on = ({ url }: TestDatabase) => ({ env: { DATABASE_URL: url, STEMEDB_DATA_DIR: cli.path('data') } });
  const resultOf = ({ stdout }: Finished) => JSON.parse(stdout) as Result;

  beforeAll(async () => {
    cli = await BuiltCli.build();
    chmodSync(cli.directory, 0o711);
    database = await createTestDatabase();
    await cli.run(['migrate'], on(database));
    await withClient(database.url, (client) => client.query(FILL));
    await cli.run(['export', 'sound.gz'], on(database));
  });
  beforeEach(async () => {
    empty = await createTestDatabase();
  });
  afterEach(() => empty.drop());
  afterAll(async () => {
    await database.drop();
    cli.remove();
  });

  it('export writes an archive that import takes into an empty store, from then on the same by its digest', async () => {
    const exported = await cli.run(['export', 'all.gz', '--json'], on(database));
    expect([exported.code, exported.stderr]).toEqual([0, '']);
    expect(resultOf(exported)).toMatchObject({ file: 'all.gz', namespaces: ['team-7'], counts: { agent: 1, commit: 1 } });
    const imported = await cli.run(['import', 'all.gz'], on(empty));
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(imported.stdout).toMatch(/^imported {2}2 records of team-7, as of \S+Z\n {2}agent +1\n {2}commit +1\n {2}digest +[0-9a-f]{64}\n$/);
    expect(resultOf(await cli.run(['verify', '--json'], on(empty))).digest).toBe(resultOf(exported).digest);
  });

  it('export keeps a file that is there, unless it is told to replace it', async () => {
    writeFileSync(cli.path('mine'), 'mine');
    const refused = await cli.run(['export', 'mine'], on(database));
    expect([refused.code, refused.stderr]).toEqual([2, 'error: mine exists already; --force replaces it.\n']);
    expect(readFileSync(cli.path('mine'), 'utf8')).toBe('mine');
    expect((await cli.run(['export', 'mine', '--force'], on(database))).code).toBe(0);
    expect(gunzipSync(readFileSync(cli.path('mine'))).toString()).toContain(AGENT);
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, number, string]>([
    ['a namespace that is not there', ['export', 'x.gz', '--namespace', 'nobody'], {}, 2, 'There is no namespace nobody'],
    ['a namespace that cannot be', ['export', 'x.gz', '--namespace', 'No'], {}, 2, '--namespace'],
    ['a directory that is not there', ['export', 'no/where.gz'], {}, 2, 'cannot be used'],
    ['a store that does not answer', ['export', 'x.gz'], { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/x' }, 3, 'nothing listens there'],
  ])('export ends with a code of its own for %s, and leaves no file', async (_what, args, env, code, text) => {
    const finished = await cli.run(args, { env: { ...on(database).env, ...env } });
    expect([finished.code, finished.stderr]).toEqual([code, expect.stringContaining(text)]);
    expect(finished.stderr).not.toContain('secret');
    expect([existsSync(cli.path('x.gz')), existsSync(cli.path('x.gz.part'))]).toEqual([false, false]);
  });

  it('import refuses a store that holds anything, and an archive that is damaged or not alone', async () => {
    const filled = await cli.run(['import', 'sound.gz', '--json'], on(database));
    expect([filled.code, JSON.parse(filled.stderr)]).toEqual([1, { error: { code: 'store_not_empty', message: expect.stringContaining('not empty') as string } }]);
    const bytes = readFileSync(cli.path('sound.gz'));
    writeFileSync(cli.path('cut.gz'), bytes.subarray(0, -1));
    const cut = await cli.run(['import', 'cut.gz'], on(empty));
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringMatching(/^error: cut\.gz: It is not a whole archive/)]);
    expect((await cli.run(['import', 'sound.gz', 'cut.gz'], on(empty))).code).toBe(2);
    await cli.run(['migrate'], on(empty));
    expect(resultOf(await cli.run(['verify', '--json'], on(empty)))).toMatchObject({ ok: true, counts: {} });
  });

  it('verify finds a sound store and a sound archive sound', async () => {
    const store = await cli.run(['verify'], on(database));
    expect(store).toMatchObject({ code: 0, stderr: '' });
    expect(store.stdout).toMatch(/^verified {2}2 records of team-7, as of [^]+\nAll is well\.\n$/);
    const archive = await cli.run(['verify', 'sound.gz', '--json'], { env: {} });
    expect([archive.code, resultOf(archive)]).toEqual([0, expect.objectContaining({ ok: true, failed: 0, faults: [] })]);
  });

  it('verify names each row that fails and ends with 1', async () => {
    await cli.run(['import', 'sound.gz'], on(empty));
    await withClient(empty.adminUrl, (client) => client.query('SET session_replication_role = replica; DELETE FROM commit_log'));
    // The namespace of rows without a commit shows in nothing but its audits.
    await withClient(empty.adminUrl, (client) =>
      client.query(`INSERT INTO commit_log (namespace, recorded_at, instance_id) VALUES ('team-7', now(), gen_random_uuid())`),
    );
    const people = await cli.run(['verify'], on(empty));
    expect(people.code).toBe(1);
    expect(people.stdout).toContain(`failed  agent  team-7  ${AGENT}  its recorded_at is that of no commit\n`);
    expect(people.stdout).toMatch(/\n1 failed\.\n$/);
    const programs = await cli.run(['verify', '--json'], on(empty));
    const fault = { kind: 'agent', namespace: 'team-7', hash: AGENT, problem: 'its recorded_at is that of no commit' };
    expect([programs.code, resultOf(programs).faults, JSON.parse(programs.stderr)]).toEqual([1, [fault], fault]);
  });

  it('verify ends with 1 for an archive that is damaged, and with 2 where it could not run', async () => {
    const bytes = readFileSync(cli.path('sound.gz'));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(cli.path('damaged.gz'), bytes);
    const damaged = await cli.run(['verify', 'damaged.gz'], { env: {} });
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringContaining('damaged.gz: ')]);
    for (const args of [['verify', 'nowhere.gz'], ['verify', '--data-dir', 'nowhere'], ['verify', '--namespace', 'No']]) {
      expect([args, (await cli.run(args, { env: {} })).code]).toEqual([args, 2]);
    }
    const away = await cli.run(['verify'], { env: { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/x' } });
    expect([away.code, away.stderr]).toEqual([2, expect.stringContaining('nothing listens there')]);
    const old = await cli.run(['verify'], on(empty));
    expect([old.code, old.stderr]).toEqual([2, expect.stringContaining('stemedb migrate')]);
    expect(existsSync(cli.path('nowhere'))).toBe(false);
  });
});
