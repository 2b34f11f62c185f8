import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { BuiltCli } from './testing/built-cli';
import { FakeServer } from './testing/fake-server';

const COMMANDS = ['start', 'keygen', 'assert', 'vote', 'query', 'import', 'export', 'verify', 'migrate', 'doctor', 'keys'];

/** Prints every loaded file when the process ends. */
const LOADED = "process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));";

// Every step is a process of its own.
jest.setTimeout(30_000);

describe('the stemedb command', () => {
  let cli: BuiltCli;

  beforeAll(async () => {
    cli = await BuiltCli.build();
  });
  afterAll(() => cli.remove());

  it('names every command and the exit codes in its help, and ends with 0', async () => {
    const { code, stdout, stderr } = await cli.run(['--help']);
    expect(code).toBe(0);
    // A command may have another name beside its own.
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name}(\\|\\w+)? `, 'm'));
    expect(stdout).toContain('Exit codes: 0 done');
    expect(stderr).toBe('');
  });

  it.each(COMMANDS)('shows examples in the help of %s', async (name) => {
    const { code, stdout } = await cli.run([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain(`$ `);
  });

  it('prints the version of the package', async () => {
    const { code, stdout } = await cli.run(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('loads commander and nothing heavy for help', async () => {
    writeFileSync(cli.path('loaded.cjs'), LOADED);
    const { finished } = cli.startNode(['--require', cli.path('loaded.cjs'), cli.path('.package/bin/stemedb.js'), '--help']);
    const files = JSON.parse((await finished).stderr) as string[];
    expect(files.some((file) => file.includes('/commander/'))).toBe(true);
    expect(files.filter((file) => /node_modules\/(?!commander)|\/dist\/libs\/|\.action\.js$/.test(file))).toEqual([]);
  });

  it.each([
    ['an unknown command', ['frobnicate']],
    ['no command', []],
    ['an unknown option', ['query', 'a', '--frobnicate']],
    ['a missing operand', ['vote', 'ab']],
    ['a lens that does not exist', ['query', 'a', 'b', '--lens', 'rose']],
    ['an address that is none', ['query', 'a', '--url', 'nonsense']],
    ['a namespace that cannot be', ['query', 'a', '--namespace', 'No Such']],
  ])('ends with 2 for %s, says why on standard error and prints nothing else', async (_case, args) => {
    const { code, stdout, stderr } = await cli.run(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });

  it('ends with 3 where nothing listens, and says how to start a server', async () => {
    const gone = await FakeServer.start(() => ({ status: 200 }));
    const { url } = gone;
    await gone.close();
    const { code, stdout, stderr } = await cli.run(['query', 'a', '--url', url]);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Cannot reach ${url}: nothing listens there`);
    expect(stderr).toContain('stemedb start');
  });

  it('says what to do where it has not been built', async () => {
    renameSync(cli.path('.package/dist'), cli.path('.package/elsewhere'));
    const { code, stderr } = await cli.run(['--help']);
    renameSync(cli.path('.package/elsewhere'), cli.path('.package/dist'));
    expect(code).toBe(70);
    expect(stderr).toContain('npm run build');
  });

  describe('the API key', () => {
    let server: FakeServer;

    beforeAll(async () => {
      server = await FakeServer.start(() => ({ status: 200, body: { items: [], next_cursor: null } }));
      mkdirSync(cli.path('data'));
      writeFileSync(cli.path('data/admin.key'), 'steme_test_disk\n');
    });
    afterAll(() => server.close());
    const keySent = () => server.requests.at(-1)?.headers['x-api-key'];

    it('comes from the option before the environment, and from there before the data directory', async () => {
      const env = { STEMEDB_CLI_URL: server.url, STEMEDB_CLI_API_KEY: 'steme_test_environment' };
      await cli.run(['query', 'a', '--api-key', 'steme_test_option'], { env });
      expect(keySent()).toBe('steme_test_option');
      await cli.run(['query', 'a'], { env });
      expect(keySent()).toBe('steme_test_environment');
      await cli.run(['query', 'a'], { env: { STEMEDB_CLI_URL: server.url } });
      expect(keySent()).toBe('steme_test_disk');
    });

    it('of the data directory is not shown to a server elsewhere', async () => {
      // The name resolves to this machine, but the command cannot know that before it asks.
      const elsewhere = server.url.replace('127.0.0.1', '0.0.0.0');
      await cli.run(['query', 'a', '--url', elsewhere]);
      expect(server.requests.at(-1)?.headers.host).toContain('0.0.0.0');
      expect(keySent()).toBeUndefined();
    });

    it('does not travel along a redirect', async () => {
      const other = await FakeServer.start(() => ({ status: 200 }));
      server.handler = () => ({ status: 307, headers: { location: `${other.url}/v1/query` } });
      const { code, stderr } = await cli.run(['query', 'a', '--url', server.url]);
      await other.close();
      expect(code).toBe(1);
      expect(stderr).toContain('307');
      expect(other.requests).toEqual([]);
    });

    it('is never printed, whatever goes wrong', async () => {
      server.handler = () => ({ status: 401, body: { code: 'unauthenticated', detail: 'The API key is not valid' } });
      const outputs = [
        await cli.run(['query', 'a', '--url', server.url, '--api-key', 'steme_test_secret']),
        await cli.run(['query', 'a', '--url', server.url, '--api-key', 'steme_test_secret', '--json']),
        await cli.run(['query', 'a', '--url', server.url, '--api-key', 'steme_test_secret with a blank']),
      ];
      for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain('secret');
      expect(outputs.map(({ code }) => code)).toEqual([1, 1, 2]);
    });
  });
});
