import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from './support/call';
import { startTestApp, type TestApp } from './support/server';

const ROOT = join(__dirname, '..');
const VECTORS = join(ROOT, 'docs/test-vectors.json');
const SECTIONS = ['claims', 'votes', 'refused_signatures', 'proofs', 'refused_proofs'] as const;

/** The clients and the program that runs each. */
const CLIENTS: [string, string, string][] = [
  ['Python', 'python3', 'examples/clients/python/stemedb_client.py'],
  ['JavaScript', process.execPath, 'examples/clients/javascript/client.mjs'],
];

type Vectors = Record<(typeof SECTIONS)[number], { name: string; nonce?: string; difficulty?: number; server_time?: number; zero_bits?: number }[]>;

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe.each(CLIENTS)('the %s client', (_language, program, file) => {
  let server: TestApp;
  let directory: string;
  const run = (...args: string[]): Promise<Finished> =>
    new Promise((resolve, reject) => {
      const child = execFile(program, [join(ROOT, file), ...args], { env: { PATH: process.env['PATH'] } }, (error, stdout, stderr) => {
        if (error && child.exitCode === null) reject(error);
        else resolve({ code: child.exitCode ?? 0, stdout, stderr });
      });
    });
  const makeKey = async () => JSON.parse((await run('keygen')).stdout) as { seed: string; agent_id: string };
  const assert = (seed: string, subject: string) =>
    run('assert', server.url, server.adminKey, seed, JSON.stringify({ subject, predicate: 'p', object: { type: 'Number', value: 7 }, confidence: 0.9 }));
  const statusOf = async (agentId: string) => (await call(server.url, 'GET', `/v1/admission/status?agent_id=${agentId}`, { key: server.adminKey })).body;

  beforeAll(async () => {
    server = await startTestApp({ environment: { STEMEDB_ADMISSION: 'pow' } });
    directory = await mkdtemp(join(tmpdir(), 'stemedb-clients-'));
  });
  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  it('agrees with every published vector', async () => {
    const vectors = JSON.parse(await readFile(VECTORS, 'utf8')) as Vectors;
    const { code, stdout } = await run('vectors', VECTORS);
    expect(stdout.trim().split('\n')).toEqual(SECTIONS.map((section) => `${section}: ${vectors[section].length} of ${vectors[section].length} agree`));
    expect(code).toBe(0);
  });

  it.each<[string, 'proofs' | 'refused_proofs', object]>([
    ['a proof of one bit more than it has', 'proofs', { zero_bits: 17 }],
    ['a proof of one bit less than it has', 'proofs', { zero_bits: 15 }],
    ['a proof with another nonce', 'proofs', { nonce: '1' }],
    ['a proof that has come too late', 'proofs', { server_time: 1_735_689_901 }],
    ['a refused proof of which a bit less is asked', 'refused_proofs', { difficulty: 15 }],
  ])('finds %s among the vectors', async (_what, section, changes) => {
    const vectors = JSON.parse(await readFile(VECTORS, 'utf8')) as Vectors;
    const [first, ...others] = vectors[section];
    const path = join(directory, 'changed.json');
    await writeFile(path, JSON.stringify({ ...vectors, [section]: [{ ...first, ...changes }, ...others] }));
    const { code, stdout } = await run('vectors', path);
    expect(stdout).toContain(`${section}: ${others.length} of ${others.length + 1} agree\n  differs: ${first?.name}\n`);
    expect(code).toBe(1);
  });

  it('solves the proof of work that a server asks of a new agent, each time another one', async () => {
    const { seed, agent_id } = await makeKey();
    for (const count of [1, 2, 3]) {
      const { code, stdout, stderr } = await assert(seed, `test://of ${agent_id} ${count}`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ status: 'created' });
      expect(await statusOf(agent_id)).toMatchObject({ mode: 'pow', claims: count, difficulty: 16, exempt: false });
    }
  });

  it('says what the server answers where no work helps', async () => {
    const { seed, agent_id } = await makeKey();
    const { code, stdout, stderr } = await assert(seed, '');
    expect([code, stdout, (JSON.parse(stderr) as { code: string }).code]).toEqual([1, '', 'validation_failed']);
    expect(await statusOf(agent_id)).toMatchObject({ claims: 0 });
  });
});
