import { setTimeout as delay } from 'node:timers/promises';
import { listBelow } from './support/claim-list';
import { cleanUp } from './support/cleanup';
import { dataDirectory } from './support/directories';
import { type Answer, bodyOf, Client } from './support/http-client';
import { until, within } from './support/polling';
import { TestPostgres } from './support/postgres-processes';
import { type ServerProcess, spawnServer } from './support/server-process';
import { newAgent, type Signed, signClaim } from './support/signed-claims';
import { Ledger, startWriters, write } from './support/writers';

jest.setTimeout(60_000);

const PREFIX = 'test://outage/';
const PROMISED_MS = 5_000;
const AGENT = newAgent();

let nextClaim = 0;
const claim = (): Signed => signClaim(AGENT, { subject: `${PREFIX}${(nextClaim += 1)}` });

/** One question or write of each kind, each with its own way to the store. */
function everyKind(client: Client): Promise<Answer>[] {
  const batch = Array.from({ length: 50 }, () => claim().body).join('\n');
  return [
    client.get('/health/ready'),
    client.get(`/v1/query?subject_prefix=${PREFIX}`),
    client.get(`/v1/query?lens=authority&subject=${PREFIX}1&predicate=states`),
    client.get(`/v1/assertions/${'a'.repeat(64)}`),
    client.get('/v1/agents'),
    client.post('/v1/assert', claim().body),
    client.post('/v1/assert/batch', batch, 'application/x-ndjson'),
    client.post('/v1/source', JSON.stringify({ content: `evidence ${nextClaim}` })),
  ];
}

/** Every answer says in time, in the one way, that the store is away; the process itself is well. */
async function expectRefusals(answers: readonly Answer[]): Promise<void> {
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(bodyOf(answer)).toMatchObject({ code: 'store_unavailable' });
  }
  const late = answers.filter(({ elapsedMs }) => elapsedMs >= PROMISED_MS);
  expect(late.map(({ question, elapsedMs }) => `${question}: ${Math.round(elapsedMs)} ms`)).toEqual([]);
}

async function expectRecovery(client: Client, ledger: Ledger): Promise<void> {
  await until('a server that is ready again', async () => (await client.get('/health/ready')).status === 200);
  const again = claim();
  await write(client, [again], ledger);
  expect(ledger.acknowledgements.at(-1)).toMatchObject({ hash: again.hash, status: 'created' });
  const standing = new Set((await listBelow(client, PREFIX)).map(({ hash }) => hash));
  expect([...ledger.acknowledged].filter((hash) => !standing.has(hash))).toEqual([]);
}

describe('a store that goes away and comes back', () => {
  let postgres: TestPostgres;
  let server: ServerProcess;
  let client: Client;

  beforeEach(async () => {
    postgres = await TestPostgres.start();
    server = await spawnServer({ DATABASE_URL: postgres.url, STEMEDB_DATA_DIR: await dataDirectory() });
    client = new Client(await server.ready());
  });

  afterEach(cleanUp);

  it('stopped under load: 503 in time for everyone, then service again, without a restart and without a loss', async () => {
    const { ledger, stop } = startWriters([client], 16, PREFIX);
    await ledger.grows(200);
    await postgres.stop();
    await until('a refusal', () => ledger.refusals.length > 0);
    await expectRefusals(await Promise.all(everyKind(client)));
    expect(await client.get('/health/live')).toMatchObject({ status: 200 });
    await postgres.startAgain();
    await ledger.grows(200);
    await stop();
    expect(ledger.unanswered).toEqual([]);
    await expectRefusals(ledger.refusals);
    await expectRecovery(client, ledger);
  });

  it('frozen: 503 in time also for those who wait behind others, then service again', async () => {
    const ledger = new Ledger();
    await write(client, [claim()], ledger);
    await postgres.freeze();
    const pending: Promise<Answer>[] = [];
    for (let wave = 0; wave < 10; wave += 1) {
      pending.push(...everyKind(client), ...everyKind(client));
      await delay(300);
    }
    await expectRefusals(await Promise.all(pending));
    expect(await client.get('/health/live')).toMatchObject({ status: 200 });
    await postgres.thaw();
    await expectRecovery(client, ledger);
    expect(server.hasExited).toBe(false);
  });

  it('frozen: does not keep the server from stopping', async () => {
    await postgres.freeze();
    const pending = Promise.allSettled(everyKind(client));
    await delay(100);
    server.signal('SIGTERM');
    expect(await within('the end', server.exited, 20_000)).toEqual({ code: 0, signal: null });
    await pending;
  });
});
