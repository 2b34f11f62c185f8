import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { BuiltCli, type Finished } from './testing/built-cli';
import { FakeServer, type Handler, problem } from './testing/fake-server';

interface Diagnosis {
  readonly ok: boolean;
  readonly checks: readonly { name: string; status: string; message: string; advice?: string }[];
}

const HEALTHY: Handler = ({ path, headers }) => {
  if (path === '/health/ready') return { status: 200, body: { status: 'ready' } };
  if (path === '/health/live') return { status: 200, body: { status: 'ok' } };
  return headers['x-api-key'] === 'steme_test_good' ? { status: 200, body: { items: [] } } : problem(401, 'unauthenticated', 'The API key is not valid');
};

// Every step is a process of its own.
jest.setTimeout(60_000);

describe('commands that look after the store', () => {
  let cli: BuiltCli;
  let database: TestDatabase;
  let env: Record<string, string>;

  beforeAll(async () => {
    cli = await BuiltCli.build();
    // The embedded server runs as a user of its own where the tests run as root.
    chmodSync(cli.directory, 0o711);
  });
  beforeEach(async () => {
    database = await createTestDatabase();
    env = { DATABASE_URL: database.url, STEMEDB_DATA_DIR: cli.path('data') };
  });
  afterEach(() => database.drop());
  afterAll(() => cli.remove());

  describe('migrate', () => {
    it('runs what is pending, once, and says so', async () => {
      const before = await cli.run(['migrate', '--check', '--json'], { env });
      const { pending } = JSON.parse(before.stdout) as { pending: string[] };
      expect(before.code).toBe(1);
      expect(pending.length).toBeGreaterThan(0);
      const applied = await cli.run(['migrate'], { env });
      expect(applied).toEqual({ code: 0, stdout: pending.map((name) => `applied  ${name}\n`).join(''), stderr: '' });
      expect(await cli.run(['migrate', '--check'], { env })).toMatchObject({ code: 0, stdout: 'The schema is up to date.\n' });
      expect(JSON.parse((await cli.run(['migrate', '--json'], { env })).stdout)).toEqual({ applied: [] });
    });

    it('takes turns with others that migrate at the same time', async () => {
      const all = await Promise.all([1, 2].map(() => cli.run(['migrate', '--json'], { env })));
      expect(all.map(({ code }) => code)).toEqual([0, 0]);
      const applied = all.map(({ stdout }) => (JSON.parse(stdout) as { applied: string[] }).applied.length);
      expect(Math.min(...applied)).toBe(0);
    });

    it('names what is pending in a store that does not exist yet, and makes none', async () => {
      const { code, stdout } = await cli.run(['migrate', '--check', '--data-dir', 'nowhere']);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^pending {2}\w+\n/);
      expect(existsSync(cli.path('nowhere'))).toBe(false);
    });

    it('ends with 3 where the store does not answer, without its password', async () => {
      const { code, stderr } = await cli.run(['migrate'], { env: { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/steme' } });
      expect(code).toBe(3);
      expect(stderr).toContain('127.0.0.1:1/steme cannot be migrated: nothing listens there');
      expect(stderr).not.toContain('secret');
    });

    it('ends with 2 for a wrong setting and names it', async () => {
      const { code, stderr } = await cli.run(['migrate'], { env: { ...env, PORT: 'http' } });
      expect(code).toBe(2);
      expect(stderr).toContain('PORT');
    });
  });

  describe('doctor', () => {
    let api: FakeServer;
    const examine = (given: Record<string, string> = {}, ...args: string[]) =>
      cli.run(['doctor', '--json', '--url', api.url, ...args], { env: { ...env, STEMEDB_CLI_API_KEY: 'steme_test_good', ...given } });
    const diagnosis = ({ stdout }: Finished) => JSON.parse(stdout) as Diagnosis;
    const check = (finished: Finished, name: string) => diagnosis(finished).checks.find((found) => found.name === name);

    beforeEach(async () => {
      api = await FakeServer.start(HEALTHY);
    });
    afterEach(() => api.close());

    it('finds a sound installation sound', async () => {
      await cli.run(['migrate'], { env });
      const finished = await examine();
      // The store of a test run need not survive a power failure, and the doctor is right to say so.
      expect(diagnosis(finished).checks.filter(({ name, status }) => status !== 'ok' && name !== 'durability')).toEqual([]);
      expect(finished.code).toBe(check(finished, 'durability')?.status === 'ok' ? 0 : 1);
      for (const name of ['Node.js', 'settings', 'data directory', 'store', 'PostgreSQL', 'migrations', 'role', 'durability', 'store clock', 'API', 'API clock', 'API key']) {
        expect(check(finished, name)).toBeDefined();
      }
    });

    it('shows people one line for each check, and never a password', async () => {
      const { stdout } = await cli.run(['doctor', '--url', api.url, '--api-key', 'steme_test_good'], { env });
      expect(stdout).toMatch(/^ok {4}Node\.js {14}v\d+/);
      expect(stdout).toMatch(/warn {2}migrations +pending: [\w, ]+\n +The next start runs them/);
      expect(stdout).not.toContain(new URL(database.url).password);
      expect(stdout).not.toContain('steme_test_good');
    });

    it('warns of a superuser and explains what the server does then', async () => {
      expect(check(await examine({ DATABASE_URL: database.adminUrl }), 'role')).toMatchObject({ status: 'warn', advice: expect.stringContaining('stemedb_app') as string });
    });

    it('fails with pending migrations where the server is not to run them', async () => {
      const finished = await examine({ STEMEDB_AUTO_MIGRATE: 'false' });
      expect(finished.code).toBe(1);
      expect(check(finished, 'migrations')?.status).toBe('fail');
    });

    it.each<[string, Record<string, string>, string]>([
      ['a store that does not answer', { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/x' }, 'store'],
      ['a wrong setting', { STEMEDB_COMMIT_MAX_ROWS: 'many' }, 'settings'],
      ['a setting that does not exist', { STEMEDB_COLOUR: 'red' }, 'settings'],
      ['a refused key', { STEMEDB_CLI_API_KEY: 'steme_test_bad' }, 'API key'],
      ['a server that does not answer', { STEMEDB_CLI_URL: 'http://127.0.0.1:1' }, 'API'],
    ])('fails for %s', async (_case, given, name) => {
      const url = given['STEMEDB_CLI_URL'] ?? api.url;
      const finished = await examine(given, '--url', url);
      expect(finished.code).toBe(1);
      expect(check(finished, name)?.status).toBe('fail');
      expect(finished.stdout).not.toContain('secret');
    });

    it('fails where the API is not ready, and repeats what it says', async () => {
      api.handler = () => problem(503, 'not_ready', 'The schema of the store is not current');
      expect(check(await examine(), 'API')).toMatchObject({ status: 'fail', message: expect.stringContaining('not current') as string });
    });

    it('fails where others can read the admin key, and warns where they can read the directory', async () => {
      mkdirSync(cli.path('open'));
      chmodSync(cli.path('open'), 0o755);
      writeFileSync(cli.path('open/admin.key'), 'steme_test_good', { mode: 0o644 });
      const finished = await examine({ STEMEDB_DATA_DIR: cli.path('open') });
      expect(check(finished, 'data directory')?.status).toBe('warn');
      expect(check(finished, 'admin key file')).toMatchObject({ status: 'fail', advice: `chmod 600 ${cli.path('open/admin.key')}` });
    });

    it('fails where another program has the port, and warns where a StemeDB server does', async () => {
      const stranger = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
      const { port } = stranger.address() as { port: number };
      const silent = (at: number | string) => cli.run(['doctor', '--json'], { env: { ...env, PORT: String(at) } });
      expect(check(await silent(port), 'port')?.status).toBe('fail');
      await new Promise((resolve) => stranger.close(resolve));
      expect(check(await silent(port), 'port')?.status).toBe('ok');
      expect(check(await silent(new URL(api.url).port), 'port')).toMatchObject({ status: 'warn', advice: `Say where it is: --url ${api.url}` });
    });
  });

  it('starts a server with a store of its own, sees it from outside, and stops it at SIGTERM', async () => {
    const home = { STEMEDB_DATA_DIR: cli.path('home'), PORT: '0', LOG_LEVEL: 'silent' };
    const { child, finished } = cli.start(['start', '--json'], { env: home });
    const url = await new Promise<string>((resolve) => {
      let text = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const ready = /^{"url":"([^"]+)"}$/m.exec(text);
        if (ready) resolve(ready[1] as string);
      });
    });
    const there = { env: { ...home, STEMEDB_CLI_URL: url } };
    // The store is open in the server: both find it by the files of its data directory.
    expect(await cli.run(['migrate', '--check'], there)).toMatchObject({ code: 0, stdout: 'The schema is up to date.\n' });
    const examined = JSON.parse((await cli.run(['doctor', '--json'], there)).stdout) as Diagnosis;
    expect(examined.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(examined.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['embedded PostgreSQL', 'admin key file', 'API key']));
    child.kill('SIGTERM');
    expect((await finished).code).toBe(0);
    // Not running, the store is opened for as long as it takes.
    expect(await cli.run(['migrate', '--check'], { env: home })).toMatchObject({ code: 0 });
  });
});
