import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { FakeServer, problem } from './testing/fake-server';
import { FakeStore } from './testing/fake-store';
import { claim, ImportBench, numbered, summary } from './testing/import-bench';

// Every step is a process of its own.
jest.setTimeout(60_000);

describe('an import that does not run through', () => {
  let bench: ImportBench;

  beforeAll(async () => {
    bench = await ImportBench.build();
  });
  beforeEach(() => bench.renew());
  afterAll(() => bench.remove());

  describe('while the server is away', () => {
    it('tries again, as long as it is asked to wait, and loses nothing', async () => {
      bench.write('retry.ndjson', numbered(6));
      let calls = 0;
      bench.server.handler = (request) => {
        calls += 1;
        if (calls === 1) return { ...problem(503, 'store_unavailable', 'Away'), headers: { 'retry-after': '1' } };
        if (calls === 2) return { status: 200, hangUp: true };
        if (calls === 3) return { ...problem(429, 'rate_limited', 'Slower'), headers: { 'retry-after': '0' } };
        return bench.store.answer(request);
      };
      const started = Date.now();
      const finished = await bench.run('retry.ndjson', '--key', 'me.key', '--batch-size', '6');
      expect(finished.code).toBe(0);
      expect(Date.now() - started).toBeGreaterThan(1_000);
      expect(bench.store.claims.size).toBe(6);
      expect(finished.stderr).toContain('Trying again in 1.0 s.');
    });

    it('sends only those items again that the server could not take', async () => {
      bench.write('partly.ndjson', numbered(4));
      let calls = 0;
      bench.server.handler = (request) => {
        calls += 1;
        const answer = bench.store.answer(request);
        if (calls > 1) return answer;
        const { results } = answer.body as { results: object[] };
        const error = { code: 'store_unavailable', status: 503, detail: 'Away' };
        return { ...answer, body: { results: results.map((result, index) => (index % 2 ? { index, status: 'failed', error } : result)) } };
      };
      const finished = await bench.run('partly.ndjson', '--key', 'me.key');
      expect(finished.code).toBe(0);
      expect(bench.server.requests.map(({ body }) => body.split('\n').length)).toEqual([4, 2]);
    });

    const overQuota = (retryAfter: number) => ({ code: 'quota_exceeded', status: 429, detail: 'The agent has 0 of 10000 tokens left', retry_after: retryAfter });

    it('waits for the end of a quota that is near, and sends again what it had not paid for', async () => {
      bench.write('quota.ndjson', numbered(4));
      let calls = 0;
      bench.server.handler = (request) => {
        calls += 1;
        const answer = bench.store.answer(request);
        if (calls > 1) return answer;
        const { results } = answer.body as { results: object[] };
        const left = (index: number) => ({ index, status: 'failed', error: overQuota(index === 3 ? 1 : 0) });
        return { ...answer, body: { results: results.map((result, index) => (index < 2 ? result : left(index))) } };
      };
      const finished = await bench.run('quota.ndjson', '--key', 'me.key');
      expect(finished.code).toBe(0);
      expect(finished.stderr).toContain('Trying again in 1.0 s.');
      expect(bench.server.requests.map(({ body }) => body.split('\n').length)).toEqual([4, 2]);
    });

    it('ends with 3 where the quota comes back much later, and says who raises it', async () => {
      bench.write('spent.ndjson', numbered(2));
      bench.server.handler = () => ({ status: 207, body: { results: [0, 1].map((index) => ({ index, status: 'failed', error: overQuota(3_000) })) } });
      const finished = await bench.run('spent.ndjson', '--key', 'me.key');
      expect([finished.code, bench.server.requests.length]).toEqual([3, 1]);
      for (const text of ['quota_exceeded', 'PUT /v1/admin/agents/', 'quota_tokens_per_hour', 'run the same command again']) {
        expect(finished.stderr).toContain(text);
      }
    });

    it('gives up with 3 after the tries it was given, and says how to go on', async () => {
      bench.write('gone.ndjson', numbered(3));
      bench.server.handler = () => ({ ...problem(503, 'store_unavailable', 'Away'), headers: { 'retry-after': '0' } });
      const finished = await bench.run('gone.ndjson', '--key', 'me.key', '--retries', '2');
      expect(finished.code).toBe(3);
      expect(bench.server.requests).toHaveLength(3);
      expect(finished.stderr).toContain('run the same command again');
      expect(existsSync(bench.stateOf('gone.ndjson'))).toBe(true);
    });
  });

  describe('after an interruption', () => {
    const ARGS = ['--key', 'me.key', '--batch-size', '5', '--json'];

    /** Answers so many batches, then runs `then` and leaves the rest unanswered until the returned gate is opened. */
    const answerThen = (batches: number, then: () => void): (() => void) => {
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      let calls = 0;
      bench.server.handler = async (request) => {
        calls += 1;
        if (calls > batches) {
          if (calls === batches + 1) then();
          await gate;
        }
        return bench.store.answer(request);
      };
      return open;
    };

    it('goes on where it was killed, and signs nothing with another time', async () => {
      bench.write('killed.ndjson', numbered(60));
      let kill = (): void => undefined;
      const open = answerThen(6, () => kill());
      const { child, finished } = bench.cli.start(['import', 'killed.ndjson', ...ARGS], { env: { STEMEDB_CLI_URL: bench.server.url } });
      kill = () => child.kill('SIGKILL');
      expect((await finished).code).toBe(137);
      open();
      const done = (JSON.parse(readFileSync(bench.stateOf('killed.ndjson'), 'utf8')) as { imports: { lines_done: number }[] }).imports[0]?.lines_done ?? 0;
      expect(done).toBeGreaterThanOrEqual(20);
      expect(done % 5).toBe(0);
      // A new second begins, so that a new signing time would show.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      bench.server.handler = bench.store.handler;
      const before = bench.store.batches;
      const resumed = await bench.run('killed.ndjson', ...ARGS);
      expect(resumed.code).toBe(0);
      expect(summary(resumed).resumed_lines).toBe(done);
      expect(bench.store.batches - before).toBe((60 - done) / 5);
      expect(bench.store.claims.size).toBe(60);
      expect(bench.store.timestamps.size).toBe(1);
      expect(summary(resumed).claims).toMatchObject({ failed: 0 });
      expect(existsSync(bench.stateOf('killed.ndjson'))).toBe(false);
    });

    it('finishes the batches under way at Ctrl-C, says how to go on, and ends with 130', async () => {
      bench.write('stopped.ndjson', numbered(60));
      let signal = (): void => undefined;
      const open = answerThen(3, () => signal());
      const { child, finished } = bench.cli.start(['import', 'stopped.ndjson', '--key', 'me.key', '--batch-size', '5'], { env: { STEMEDB_CLI_URL: bench.server.url } });
      signal = () => {
        child.kill('SIGINT');
        setTimeout(open, 300);
      };
      const { code, stderr, stdout } = await finished;
      expect(code).toBe(130);
      expect(stderr).toContain('Stopping after the batches that are under way');
      expect(stderr).toMatch(/To go on after stopped\.ndjson:\d+, run the same command again\./);
      expect(stdout).toContain(`Claims   ${bench.store.claims.size}: `);
      expect(bench.store.claims.size).toBeLessThan(60);
      bench.server.handler = bench.store.handler;
      expect(summary(await bench.run('stopped.ndjson', ...ARGS)).claims).toMatchObject({ created: 60, duplicate: 0 });
    });

    it('starts over where the file has changed, with the same signing time', async () => {
      bench.write('changed.ndjson', numbered(20));
      bench.server.handler = (request) => (bench.store.batches < 2 ? bench.store.answer(request) : problem(403, 'forbidden', 'No'));
      expect((await bench.run('changed.ndjson', ...ARGS)).code).toBe(1);
      appendFileSync(bench.cli.path('changed.ndjson'), `${JSON.stringify(claim('s:new'))}\n`);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      bench.server.handler = bench.store.handler;
      const finished = await bench.run('changed.ndjson', ...ARGS);
      expect(summary(finished)).toMatchObject({ resumed_lines: 0, claims: { duplicate: 10, created: 11 } });
      expect(bench.store.timestamps.size).toBe(1);
    });

    it('keeps the progress into two servers apart', async () => {
      bench.write('two.ndjson', numbered(10));
      bench.server.handler = (request) => (bench.store.batches < 1 ? bench.store.answer(request) : problem(403, 'forbidden', 'No'));
      await bench.run('two.ndjson', ...ARGS);
      const other = new FakeStore();
      const second = await FakeServer.start(other.handler);
      await bench.cli.run(['import', 'two.ndjson', ...ARGS], { env: { STEMEDB_CLI_URL: second.url } });
      await second.close();
      expect(other.claims.size).toBe(10);
      bench.server.handler = bench.store.handler;
      expect(summary(await bench.run('two.ndjson', ...ARGS)).resumed_lines).toBe(5);
    });

    it('takes a damaged state file for none', async () => {
      bench.write('damaged.ndjson', numbered(3));
      writeFileSync(bench.stateOf('damaged.ndjson'), '{"version":1,"imports":[{');
      expect((await bench.run('damaged.ndjson', ...ARGS)).code).toBe(0);
      expect(bench.store.claims.size).toBe(3);
    });

    it('leaves no trace with --no-resume', async () => {
      bench.write('traceless.ndjson', numbered(10));
      bench.server.handler = (request) => (bench.store.batches < 1 ? bench.store.answer(request) : problem(403, 'forbidden', 'No'));
      expect((await bench.run('traceless.ndjson', ...ARGS, '--no-resume')).code).toBe(1);
      expect(existsSync(bench.stateOf('traceless.ndjson'))).toBe(false);
    });

    it('uses the time it was given', async () => {
      bench.write('timed.ndjson', numbered(2));
      await bench.run('timed.ndjson', '--key', 'me.key', '--timestamp', '2024-01-31');
      expect([...bench.store.timestamps]).toEqual([1_706_659_200]);
    });
  });

  describe('with --stop-on-error', () => {
    it('sends what stands before a wrong line, and nothing after it', async () => {
      bench.write('wrong.ndjson', [claim('s:1'), claim('s:2'), claim('s:3', { confidence: 2 }), claim('s:4')]);
      const finished = await bench.run('wrong.ndjson', '--key', 'me.key', '--stop-on-error', '--json');
      expect(finished.code).toBe(4);
      expect(summary(finished)).toMatchObject({ end: 'stopped', claims: { created: 2, failed: 1 } });
      expect([...bench.store.claims.values()].map(({ subject }) => subject)).toEqual(['s:1', 's:2']);
    });

    it('tries a line that the server refused again next time', async () => {
      bench.write('refuse.ndjson', [claim('s:1'), claim('refuse:2'), claim('s:3')]);
      const args = ['refuse.ndjson', '--key', 'me.key', '--stop-on-error', '--batch-size', '1'];
      expect((await bench.run(...args)).code).toBe(4);
      expect((await bench.run(...args)).stderr).toContain('refuse.ndjson:2: refused');
    });
  });

  it('ends with 2 where the state cannot be kept, and offers to go without', async () => {
    bench.write('closed.ndjson', numbered(1));
    // A directory in the way of the file stops even root.
    mkdirSync(bench.stateOf('closed.ndjson'));
    const finished = await bench.run('closed.ndjson', '--key', 'me.key');
    expect(finished.code).toBe(2);
    expect(finished.stderr).toContain('--no-resume');
    expect(bench.store.claims.size).toBe(0);
  });
});
