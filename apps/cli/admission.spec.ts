import { readFileSync } from 'node:fs';
import { call } from '../../test/support/call';
import { startTestApp, type TestApp } from '../../test/support/server';
import { FakeServer, problem } from './testing/fake-server';
import { claim, ImportBench, numbered, summary } from './testing/import-bench';

const CLAIM = ['--subject', 'drug://semaglutide/pk', '--predicate', 'half_life_days', '--number', '7', '--confidence', '0.9'];

// Every step is a process of its own, and some of them work for their entrance.
jest.setTimeout(120_000);

describe('a new agent of a server that asks for proofs of work', () => {
  let server: TestApp;
  let bench: ImportBench;
  let env: Record<string, string>;
  const run = (...args: string[]) => bench.cli.run(args, { env });
  const agentOf = (file: string) => (JSON.parse(readFileSync(bench.cli.path(file), 'utf8')) as { agent_id: string }).agent_id;
  const statusOf = async (file: string) => (await call(server.url, 'GET', `/v1/admission/status?agent_id=${agentOf(file)}`, { key: server.adminKey })).body;

  beforeAll(async () => {
    server = await startTestApp({ environment: { STEMEDB_ADMISSION: 'pow' } });
    bench = await ImportBench.build();
    env = { STEMEDB_CLI_URL: server.url, STEMEDB_CLI_API_KEY: server.adminKey };
  });
  afterAll(async () => {
    await bench.remove();
    await server.close();
  });

  it('is turned away without one, and let in by `stemedb assert`, which works for it', async () => {
    const dry = await run('assert', ...CLAIM, '--key', 'me.key', '--dry-run', '--json');
    const { body } = JSON.parse(dry.stdout) as { body: object };
    const refused = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body });
    expect([refused.status, refused.body['code'], refused.body['difficulty']]).toEqual([428, 'proof_of_work_required', 16]);
    const { code, stdout, stderr } = await run('assert', ...CLAIM, '--key', 'me.key');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^created {2}[0-9a-f]{64} {2}/);
    expect(await statusOf('me.key')).toMatchObject({ claims: 1, exempt: false });
  });

  it('is led by `stemedb import` through every step until it is exempt, and loses no claim', async () => {
    await run('keygen', '--out', 'importer.key');
    bench.write('many.ndjson', numbered(120));
    const finished = await run('import', 'many.ndjson', '--key', 'importer.key', '--batch-size', '30', '--json');
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' });
    expect(summary(finished).claims).toMatchObject({ created: 120, failed: 0 });
    expect(await statusOf('importer.key')).toMatchObject({ claims: 50, difficulty: 0, exempt: true });
  });

  it('works for every agent of an import that needs it', async () => {
    bench.write('labels.ndjson', [claim('of:ann', { agent: 'ann' }), claim('of:both', { agents: ['ann', 'bob'] }), claim('of:bob', { agent: 'bob' })]);
    const finished = await run('import', 'labels.ndjson', '--key-dir', 'ring', '--json');
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' });
    expect(summary(finished).claims).toMatchObject({ created: 3, failed: 0 });
    expect([await statusOf('ring/ann.key'), await statusOf('ring/bob.key')]).toMatchObject([{ claims: 2 }, { claims: 2 }]);
  });

  describe('where the work does not help', () => {
    const assertAt = async (body: object) => {
      const stubborn = await FakeServer.start(() => ({ status: 428, body }));
      const finished = await bench.cli.run(['assert', ...CLAIM, '--key', 'me.key', '--url', stubborn.url]);
      await stubborn.close();
      return { ...finished, requests: stubborn.requests };
    };

    it('is told so with 1 after the second refusal', async () => {
      const agents = [{ agent_id: agentOf('me.key'), difficulty: 1, reason: 'used' }];
      const { code, stdout, stderr, requests } = await assertAt({ code: 'proof_of_work_required', detail: 'It has been used', agents, server_time: 1_760_000_000 });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain('428 (proof_of_work_required): It has been used');
      expect(requests.map(({ headers }) => headers['x-pow-timestamp'])).toEqual([undefined, '1760000000']);
    });

    it('is told so at once where the answer asks for something else', async () => {
      const { code, requests } = await assertAt(problem(428, 'if_match_required', 'Say which version').body as object);
      expect([code, requests.length]).toEqual([1, 1]);
    });
  });
});
