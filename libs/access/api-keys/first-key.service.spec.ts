import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigModule, parseConfig } from '@stemedb/platform/config';
import { migrate } from '@stemedb/platform/database';
import { type OpenDatabase, openDatabase } from '@stemedb/platform/database/testing';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { ApiKeyModule } from './api-key.module';
import { isKeyText } from './api-key.rules';
import { ApiKeyService } from './api-key.service';

const CHOSEN = `steme_test_${'0f'.repeat(24)}`;

describe('the first admin key', () => {
  let test: TestDatabase;
  let directory: string;
  let file: string;
  let printed: string[];
  let opened: OpenDatabase[];

  beforeEach(async () => {
    test = await createTestDatabase();
    await migrate(test.url);
    directory = await mkdtemp(join(tmpdir(), 'stemedb-first-key-'));
    file = join(directory, 'admin.key');
    printed = [];
    opened = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(opened.map((store) => store.close()));
    await test.drop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Starts what a server starts, on the same store and data directory. */
  async function start(environment: Record<string, string> = {}): Promise<OpenDatabase> {
    const config = parseConfig({ STEMEDB_DATA_DIR: directory, ...environment });
    const store = await openDatabase(test.url, { poolSize: 2, imports: [ConfigModule.with(config), ApiKeyModule] });
    opened.push(store);
    return store;
  }

  const keysIn = (store: OpenDatabase): Promise<{ role: string; prefix: string; secret_hash: Buffer }[]> =>
    store.database.query('keys', '*', { statement: { text: 'SELECT role, prefix, secret_hash FROM api_key' }, values: [] });

  it('is made for an empty store, printed once and kept in a file that only its owner reads', async () => {
    const store = await start();
    const key = (await readFile(file, 'utf8')).trim();
    expect(isKeyText(key)).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(printed.join('')).toContain(key);
    await expect(store.get(ApiKeyService).authenticate(key, 'anywhere', '127.0.0.1')).resolves.toMatchObject({ role: 'admin', namespace: 'anywhere' });
  });

  it('is stored as a hash', async () => {
    const store = await start();
    const key = (await readFile(file, 'utf8')).trim();
    const [stored, ...others] = await keysIn(store);
    expect(others).toEqual([]);
    expect(stored).toMatchObject({ role: 'admin', prefix: key.slice(0, 19) });
    expect(JSON.stringify({ ...stored, hash: stored?.secret_hash.toString('latin1') })).not.toContain(key.slice(19));
  });

  it('is the chosen one where one is set, and then not printed', async () => {
    const store = await start({ STEMEDB_BOOTSTRAP_ADMIN_KEY: CHOSEN });
    expect(printed).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe(`${CHOSEN}\n`);
    await expect(store.get(ApiKeyService).authenticate(CHOSEN, undefined, '127.0.0.1')).resolves.toMatchObject({ role: 'admin' });
  });

  it('is made once: another start makes none, prints nothing and leaves the file alone', async () => {
    await start();
    const first = await readFile(file, 'utf8');
    printed = [];
    const store = await start({ STEMEDB_BOOTSTRAP_ADMIN_KEY: CHOSEN });
    expect(printed).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe(first);
    expect(await keysIn(store)).toHaveLength(1);
    await expect(store.get(ApiKeyService).authenticate(CHOSEN, undefined, '127.0.0.1')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is one key for four instances that start together', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => start()));
    expect(await keysIn(stores[0] as OpenDatabase)).toHaveLength(1);
    expect(printed).toHaveLength(1);
    const key = (await readFile(file, 'utf8')).trim();
    await expect(stores[3]?.get(ApiKeyService).authenticate(key, undefined, '127.0.0.1')).resolves.toMatchObject({ role: 'admin' });
  });

  it('is not stored where it cannot be kept, so that the next start makes one', async () => {
    const blocked = join(directory, 'no-directory');
    await writeFile(blocked, '');
    await expect(start({ STEMEDB_DATA_DIR: blocked })).rejects.toMatchObject({ code: expect.stringMatching(/^(EEXIST|ENOTDIR)$/) });
    expect(printed).toEqual([]);
    expect(await keysIn(await start())).toHaveLength(1);
  });

  it('takes the rights of others away from a file that is there already', async () => {
    await writeFile(file, 'old');
    await chmod(file, 0o644);
    await start();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain('old');
  });
});
