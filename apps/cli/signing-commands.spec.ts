import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { keyPairFromSeed, type SignedClaim, type SignedVote, verify, voteAddress, voteMessage, ZERO_HASH } from '@stemedb/knowledge/claims';
import { BuiltCli } from './testing/built-cli';
import { FakeServer, problem } from './testing/fake-server';
import { FakeStore } from './testing/fake-store';

const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
/** The public key of RFC 8032, section 7.1, test 1. */
const AGENT = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const HASH = 'ab'.repeat(32);
const CLAIM = ['--subject', 'drug://semaglutide/pk', '--predicate', 'half_life_days', '--number', '7', '--confidence', '0.9'];

// Every step is a process of its own.
jest.setTimeout(30_000);

describe('commands that sign', () => {
  let cli: BuiltCli;
  let store: FakeStore;
  let server: FakeServer;
  let env: Record<string, string>;

  beforeAll(async () => {
    cli = await BuiltCli.build();
    writeFileSync(cli.path('me.key'), JSON.stringify({ agent_id: AGENT, seed: SEED }), { mode: 0o600 });
  });
  beforeEach(async () => {
    store = new FakeStore();
    server = await FakeServer.start(store.handler);
    env = { STEMEDB_CLI_URL: server.url, STEMEDB_CLI_API_KEY: 'steme_test_1', STEMEDB_CLI_NAMESPACE: 'lab' };
  });
  afterEach(() => server.close());
  afterAll(() => cli.remove());

  describe('keygen', () => {
    it('writes a key that only its owner can read, and prints the agent_id alone', async () => {
      const { code, stdout, stderr } = await cli.run(['keygen', '--out', 'keys/new.key']);
      expect(code).toBe(0);
      const { agent_id, seed } = JSON.parse(readFileSync(cli.path('keys/new.key'), 'utf8')) as Record<string, string>;
      expect(stdout).toBe(`${agent_id}\n`);
      expect(keyPairFromSeed(Buffer.from(seed ?? '', 'hex')).agentId).toBe(agent_id);
      expect(statSync(cli.path('keys/new.key')).mode & 0o777).toBe(0o600);
      expect(stdout + stderr).not.toContain(seed);
    });

    it('takes a seed from standard input', async () => {
      const { stdout } = await cli.run(['keygen', '--seed-stdin', '--out', 'seeded.key', '--json'], { stdin: `${SEED}\n` });
      expect(JSON.parse(stdout)).toEqual({ agent_id: AGENT, file: 'seeded.key' });
    });

    it('refuses a seed of any other length, without repeating it', async () => {
      const { code, stderr } = await cli.run(['keygen', '--seed-stdin', '--out', 'short.key'], { stdin: SEED.slice(2) });
      expect(code).toBe(2);
      expect(stderr).not.toContain(SEED.slice(2, 20));
    });

    it('never overwrites a key unless it is forced to', async () => {
      await cli.run(['keygen', '--out', 'once.key']);
      const before = readFileSync(cli.path('once.key'), 'utf8');
      const again = await cli.run(['keygen', '--out', 'once.key']);
      expect(again.code).toBe(2);
      expect(again.stdout).toBe('');
      expect(readFileSync(cli.path('once.key'), 'utf8')).toBe(before);
      expect((await cli.run(['keygen', '--out', 'once.key', '--force'])).code).toBe(0);
      expect(readFileSync(cli.path('once.key'), 'utf8')).not.toBe(before);
      expect(statSync(cli.path('once.key')).mode & 0o777).toBe(0o600);
    });
  });

  describe('assert', () => {
    it('sends a claim whose signature holds, in the namespace and with the key of the options', async () => {
      const { code, stdout, stderr } = await cli.run(['assert', ...CLAIM, '--key', 'me.key'], { env });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^created {2}[0-9a-f]{64} {2}2026-/);
      expect(server.requests[0]?.headers).toMatchObject({ 'x-api-key': 'steme_test_1', 'x-namespace': 'lab' });
      expect([...store.claims.values()][0]).toMatchObject({ object: { type: 'Number', value: 7 }, source_hash: ZERO_HASH, lifecycle: 'Proposed' });
    });

    it('says what the server made of the same claim again', async () => {
      const args = ['assert', ...CLAIM, '--key', 'me.key', '--json'];
      const first = JSON.parse((await cli.run(args, { env })).stdout) as Record<string, string>;
      const second = JSON.parse((await cli.run(args, { env })).stdout) as Record<string, string>;
      expect([first['status'], second['status']]).toEqual(['created', 'duplicate']);
    });

    it('sends every field, and reads dates as midnight UTC', async () => {
      const more = ['--source-hash', HASH, '--source-class', 'Clinical', '--source-metadata', '{"page":3}', '--valid-from', '2024-01-31', '--valid-to', '1735689600'];
      const rest = ['--epoch', 'e1', '--parent', HASH, '--lifecycle', 'Approved', '--narrative', 'why', '--visual-hash', 'c3d4e5f60718293a'];
      await cli.run(['assert', ...CLAIM, ...more, ...rest, '--timestamp', '1700000000', '--key', 'me.key'], { env });
      expect([...store.claims.values()][0]).toMatchObject({
        source_hash: HASH,
        source_class: 'Clinical',
        source_metadata: { page: 3 },
        valid_from: 1_706_659_200,
        valid_to: 1_735_689_600,
        epoch: 'e1',
        parent_hash: HASH,
        lifecycle: 'Approved',
        narrative: 'why',
        visual_hash: 'c3d4e5f60718293a',
        signatures: [{ agent_id: AGENT, timestamp: 1_700_000_000 }],
      });
    });

    it('sends nothing in a dry run, and shows canonical form, address and signed body', async () => {
      const { code, stdout } = await cli.run(['assert', ...CLAIM, '--key', 'me.key', '--dry-run', '--json'], { env });
      const shown = JSON.parse(stdout) as { canonical: string; address: string; body: SignedClaim };
      expect(code).toBe(0);
      expect(shown.canonical).toContain('"predicate":"half_life_days"');
      expect(shown.address).toMatch(/^[0-9a-f]{64}$/);
      expect(server.requests).toEqual([]);
      // What it shows can be sent by anybody.
      const sent = await cli.run(['assert', '--file', '-', '--json'], { env, stdin: JSON.stringify(shown.body) });
      expect((JSON.parse(sent.stdout) as { hash: string }).hash).toBe(shown.address);
    });

    it('names every wrong field by its option and sends nothing', async () => {
      const wrong = ['--subject', '', '--predicate', 'p', '--number', '7', '--confidence', '1.5', '--parent', 'xyz'];
      const { code, stdout, stderr } = await cli.run(['assert', ...wrong, '--key', 'me.key'], { env });
      expect(code).toBe(2);
      expect(stdout).toBe('');
      for (const option of ['--subject:', '--confidence:', '--parent:']) expect(stderr).toContain(option);
      expect(server.requests).toEqual([]);
    });

    it.each([
      ['two objects', [...CLAIM, '--text', 'seven']],
      ['a number that JSON does not know', [...CLAIM.slice(0, 4), '--number', '0x10', '--confidence', '1']],
      ['a file and options', [...CLAIM, '--file', 'claim.json']],
      ['a file that is missing', ['--file', 'missing.json']],
    ])('ends with 2 for %s', async (_case, args) => {
      expect((await cli.run(['assert', ...args, '--key', 'me.key'], { env })).code).toBe(2);
    });

    it('ends with 2 without a key, and says how to make one', async () => {
      const { code, stderr } = await cli.run(['assert', ...CLAIM], { env });
      expect(code).toBe(2);
      expect(stderr).toContain('stemedb keygen');
    });

    it('ends with 1 where the server refuses, and names fields and request', async () => {
      server.handler = () => problem(422, 'timestamp_ahead', 'The timestamp is ahead', { errors: [{ path: 'signatures.0.timestamp', message: 'too far ahead' }] });
      const { code, stdout, stderr } = await cli.run(['assert', ...CLAIM, '--key', 'me.key'], { env });
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain('422 (timestamp_ahead)');
      expect(stderr).toContain('signatures.0.timestamp: too far ahead');
      expect(stderr).toContain('request-1');
      expect(stderr).not.toContain('\u001b');
    });

    it('gives programs the failure as JSON on standard error', async () => {
      server.handler = () => problem(503, 'store_unavailable', 'The store cannot be reached');
      const { code, stdout, stderr } = await cli.run(['assert', ...CLAIM, '--key', 'me.key', '--json'], { env });
      expect(code).toBe(3);
      expect(stdout).toBe('');
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'store_unavailable', status: 503, request_id: 'request-1' } });
    });

    it('warns where others can read the key', async () => {
      writeFileSync(cli.path('open.key'), JSON.stringify({ seed: SEED }));
      chmodSync(cli.path('open.key'), 0o644);
      const { code, stderr } = await cli.run(['assert', ...CLAIM, '--key', 'open.key'], { env });
      expect(code).toBe(0);
      expect(stderr).toContain('chmod 600 open.key');
    });

    it('refuses a key file whose agent_id does not belong to its seed', async () => {
      writeFileSync(cli.path('mixed.key'), JSON.stringify({ agent_id: HASH, seed: SEED }), { mode: 0o600 });
      const { code, stderr } = await cli.run(['assert', ...CLAIM, '--key', 'mixed.key'], { env });
      expect(code).toBe(2);
      expect(stderr).not.toContain(SEED);
    });
  });

  describe('vote', () => {
    it('sends a negative weight with a signature that holds', async () => {
      server.handler = () => ({ status: 201, body: { hash: HASH, status: 'created', recorded_at: '2026-01-01T00:00:00.000000Z' } });
      const { code, stdout } = await cli.run(['vote', HASH, '-0.5', '--key', 'me.key'], { env });
      const vote = JSON.parse(server.requests[0]?.body ?? '') as SignedVote;
      expect(code).toBe(0);
      expect(stdout).toContain('created');
      expect(vote).toMatchObject({ agent_id: AGENT, assertion_hash: HASH, weight: -0.5 });
      expect(verify(AGENT, vote.signature, voteMessage(voteAddress(vote)))).toBe(true);
    });

    it.each([
      ['a weight beyond 1', [HASH, '1.5']],
      ['a weight that is no number', [HASH, 'much']],
      ['a hash that is none', ['abc', '1']],
    ])('ends with 2 for %s and sends nothing', async (_case, operands) => {
      expect((await cli.run(['vote', ...operands, '--key', 'me.key'], { env })).code).toBe(2);
      expect(server.requests).toEqual([]);
    });

    it('ends with 1 for an assertion that the server does not know', async () => {
      server.handler = () => problem(404, 'assertion_not_found', 'There is no such assertion');
      expect((await cli.run(['vote', HASH, '1', '--key', 'me.key'], { env })).code).toBe(1);
    });
  });
});
