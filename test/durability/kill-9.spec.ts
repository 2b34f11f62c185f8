import { serverPid } from '@stemedb/platform/embedded-postgres/testing';
import { listBelow } from './support/claim-list';
import { cleanUp } from './support/cleanup';
import { dataDirectory } from './support/directories';
import { type Answer, bodyOf, Client } from './support/http-client';
import { until } from './support/polling';
import { postgresProcesses, signalAll } from './support/postgres-processes';
import { type ServerProcess, spawnServer } from './support/server-process';
import { type Ledger, startWriters, write } from './support/writers';

jest.setTimeout(60_000);

const WRITERS = 32;
const PREFIX = 'test://kill-9/';
const PROMISED_MS = 5_000;

interface Running {
  readonly server: ServerProcess;
  readonly client: Client;
}

async function start(directory: string): Promise<Running> {
  const server = await spawnServer({ STEMEDB_DATA_DIR: directory });
  return { server, client: new Client(await server.ready()) };
}

/** Every acknowledged claim stands once, and nothing stands that nobody sent. */
async function expectLedgerKept(client: Client, prefix: string, ledger: Ledger): Promise<void> {
  const listed = (await listBelow(client, prefix)).map(({ hash }) => hash);
  const standing = new Set(listed);
  expect(listed).toHaveLength(standing.size);
  expect([...ledger.acknowledged].filter((hash) => !standing.has(hash))).toEqual([]);
  expect(listed.filter((hash) => !ledger.sent.has(hash))).toEqual([]);
}

/** What got no answer is simply written again: afterwards it stands, and still once. */
async function expectRepetitionHarmless(client: Client, prefix: string, ledger: Ledger): Promise<void> {
  const open = ledger.unanswered.splice(0);
  for (const { claims } of open) await write(client, claims, ledger);
  expect(ledger.unanswered).toEqual([]);
  expect(open.flatMap(({ claims }) => claims).filter(({ hash }) => !ledger.acknowledged.has(hash))).toEqual([]);
  await expectLedgerKept(client, prefix, ledger);
}

async function expectReadableOneByOne(client: Client, hashes: readonly string[]): Promise<void> {
  for (const hash of hashes) {
    const answer = await client.get(`/v1/assertions/${hash}`);
    expect(answer.status).toBe(200);
    expect(bodyOf<{ hash: string; signatures: unknown[] }>(answer)).toMatchObject({ hash, signatures: [expect.anything()] });
  }
}

function expectRefusedInTime(answers: readonly Answer[]): void {
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(bodyOf(answer)).toMatchObject({ code: 'store_unavailable' });
    expect(answer.elapsedMs).toBeLessThan(PROMISED_MS);
  }
}

describe('kill -9', () => {
  afterEach(cleanUp);

  it('of the server under load loses no acknowledged claim and doubles none, again and again on the same data', async () => {
    const directory = await dataDirectory();
    let { server, client } = await start(directory);
    for (const round of [1, 2, 3]) {
      const prefix = `${PREFIX}${round}/`;
      const load = startWriters([client], WRITERS, prefix);
      await load.ledger.grows(200 + Math.floor(Math.random() * 1_000));
      await server.end('SIGKILL');
      await load.stop();
      const { ledger } = load;
      expect(ledger.unanswered.length).toBeGreaterThan(0);

      ({ server, client } = await start(directory));
      await expectLedgerKept(client, prefix, ledger);
      await expectReadableOneByOne(client, [...ledger.acknowledged].slice(-50));
      await expectRepetitionHarmless(client, prefix, ledger);
    }
  });

  it('of the whole PostgreSQL under load turns answers into 503 within 5 s and loses no acknowledged claim', async () => {
    const directory = await dataDirectory();
    const { server, client } = await start(directory);
    const load = startWriters([client], WRITERS, PREFIX);
    const { ledger } = load;
    await ledger.grows(500);
    process.kill(await serverPid(directory), 'SIGKILL');
    await until('a refusal', () => ledger.refusals.length > 0, PROMISED_MS);
    await until('many refusals', () => ledger.refusals.length > 200);
    await load.stop();
    const ready = await client.get('/health/ready');
    const read = await client.get('/v1/query?subject_prefix=test:');

    expectRefusedInTime([...ledger.refusals, ready, read]);
    expect(ledger.unanswered).toEqual([]);
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });

    const again = await start(directory);
    await expectLedgerKept(again.client, PREFIX, ledger);
  });

  it('of all PostgreSQL sessions under load is survived without a restart, and loses no acknowledged claim', async () => {
    const directory = await dataDirectory();
    const { server, client } = await start(directory);
    const load = startWriters([client], WRITERS, PREFIX);
    const { ledger } = load;
    await ledger.grows(300);
    const postmaster = await serverPid(directory);
    signalAll((await postgresProcesses(directory)).filter((pid) => pid !== postmaster), 'SIGKILL');
    await until('a refusal', () => ledger.refusals.length > 0, PROMISED_MS);
    await ledger.grows(300);
    await load.stop();

    expectRefusedInTime(ledger.refusals);
    expect(ledger.unanswered).toEqual([]);
    expect(server.hasExited).toBe(false);
    await expectLedgerKept(client, PREFIX, ledger);
  });
});
