import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createTestDatabase } from '@stemedb/platform/testing';
import { Client as PostgresClient } from 'pg';
import { listBelow } from './support/claim-list';
import { cleanUp, onCleanup } from './support/cleanup';
import { dataDirectory } from './support/directories';
import { type Answer, bodyOf, Client } from './support/http-client';
import { until, within } from './support/polling';
import { postgresProcesses, TestPostgres } from './support/postgres-processes';
import { ADMIN_KEY, type ServerProcess, spawnServer } from './support/server-process';
import { newAgent, type Signed, signClaim } from './support/signed-claims';
import { Ledger, startWriters, write } from './support/writers';

jest.setTimeout(60_000);

const PREFIX = 'test://shutdown/';
const CLEAN = { code: 0, signal: null };
/** What a stop may take beyond the time that requests are given, on a busy machine. */
const LEEWAY_MS = 10_000;

async function expectNothingLeft(directory: string): Promise<void> {
  expect(await postgresProcesses(directory)).toEqual([]);
  await expect(stat(join(directory, 'postgres', 'postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(stat(join(directory, 'stemedb.lock'))).rejects.toMatchObject({ code: 'ENOENT' });
}

function expectShuttingDown(answer: Answer): void {
  const headers = { 'retry-after': expect.stringMatching(/^\d+$/), connection: 'close', 'content-type': expect.stringContaining('problem+json') };
  expect(answer).toMatchObject({ status: 503, headers });
  expect(bodyOf(answer)).toMatchObject({ code: 'shutting_down' });
}

/** What stands is what was acknowledged: no connection was dropped under a claim that was stored all the same. */
function expectAnswered(listed: readonly string[], ledger: Ledger): void {
  const standing = new Set(listed);
  expect(listed).toHaveLength(standing.size);
  expect([...ledger.acknowledged].filter((hash) => !standing.has(hash))).toEqual([]);
  const unheard = ledger.unanswered.flatMap(({ claims }) => claims.map(({ hash }) => hash));
  expect(unheard.filter((hash) => standing.has(hash))).toEqual([]);
}

/** Keeps every commit of the default namespace waiting until it is called. */
async function holdCommits(url: string): Promise<() => Promise<void>> {
  const client = new PostgresClient({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  onCleanup(() => client.end());
  await client.query(`SELECT pg_advisory_lock(hashtextextended('stemedb.commit:default', 0))`);
  return () => client.end();
}

/** Sends claims that cannot be committed yet, and waits until the server works on all of them. */
async function sendHeld(client: Client, claims: readonly Signed[]): Promise<{ ledger: Ledger; answered: Promise<unknown> }> {
  const ledger = new Ledger();
  const answered = Promise.all(claims.map((claim) => write(client, [claim], ledger)));
  // One commit is on its way with at least the first claim; the rest waits for it.
  await until('requests in flight', async () => {
    const { text } = await client.get('/metrics');
    const waiting = Number(/^stemedb_commit_queue_depth (\d+)$/m.exec(text)?.[1]);
    const begun = Number(/^stemedb_commit_batch_size_sum (\d+)$/m.exec(text)?.[1]);
    return waiting + begun === claims.length;
  });
  return { ledger, answered };
}

const AGENT = newAgent();

const someClaims = (count: number): Signed[] =>
  Array.from({ length: count }, (_unused, index) => signClaim(AGENT, { subject: `${PREFIX}${index}` }));

/** Waits until the server takes no new request; answers what it said. */
function refusal(client: Client): Promise<Answer> {
  return until('a refusal', async () => {
    const answer = await client.get('/health/live');
    return answer.status !== 200 && answer;
  });
}

/** A connection that sends what it is told and nothing else. */
async function rawConnection(url: string, text: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  onCleanup(async () => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  if (text !== '') await new Promise((resolve) => socket.write(text, resolve));
  return socket;
}

describe.each(['SIGTERM', 'SIGINT'] as const)('%s under load', (signal) => {
  afterEach(cleanUp);

  it('answers whatever it stores, ends with 0, stops PostgreSQL, and the next start is clean', async () => {
    const directory = await dataDirectory();
    const server = await spawnServer({ STEMEDB_DATA_DIR: directory });
    const load = startWriters([new Client(await server.ready())], 32, PREFIX);
    await load.ledger.grows(400);
    expect(await server.end(signal)).toEqual(CLEAN);
    await load.stop();
    await expectNothingLeft(directory);
    expect(server.output).toContain('StemeDB has stopped');
    load.ledger.refusals.forEach(expectShuttingDown);

    const again = await spawnServer({ STEMEDB_DATA_DIR: directory });
    const client = new Client(await again.ready());
    expect(again.output).not.toMatch(/left behind|leftover|unclean|reading back/);
    const listed = await listBelow(client, PREFIX);
    expectAnswered(listed.map(({ hash }) => hash), load.ledger);
    expect(await again.end(signal)).toEqual(CLEAN);
    await expectNothingLeft(directory);
  });
});

describe('a server that is told to stop while commits wait', () => {
  let postgres: TestPostgres;
  let server: ServerProcess;
  let url: string;

  beforeEach(async () => {
    postgres = await TestPostgres.start();
    // Commits that the test holds back are not to run out of time.
    const patience = { STEMEDB_DATABASE_TIMEOUT_MS: '20000', STEMEDB_SHUTDOWN_TIMEOUT_MS: '20000' };
    server = await spawnServer({ DATABASE_URL: postgres.url, STEMEDB_DATA_DIR: await dataDirectory(), ...patience });
    url = await server.ready();
  });

  afterEach(cleanUp);

  it('acknowledges every request in flight, however often it is told', async () => {
    const claims = someClaims(40);
    const release = await holdCommits(postgres.url);
    const { ledger, answered } = await sendHeld(new Client(url), claims);
    server.signal('SIGTERM');
    server.signal('SIGINT');
    await refusal(new Client(url));
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT', 'SIGINT'] as const) server.signal(signal);
    expect(ledger.acknowledgements).toEqual([]);
    await release();
    await answered;
    expect(ledger.unanswered).toEqual([]);
    expect(ledger.acknowledgements.map(({ hash, status }) => [hash, status]).sort()).toEqual(claims.map(({ hash }) => [hash, 'created']).sort());
    expect(await within('the end', server.exited, LEEWAY_MS)).toEqual(CLEAN);
  });

  it('refuses what still comes, over new connections and old ones, with a problem that says so', async () => {
    const release = await holdCommits(postgres.url);
    const { ledger, answered } = await sendHeld(new Client(url), someClaims(5));
    const old = await rawConnection(url, `GET /v1/query HTTP/1.1\r\nHost: test\r\nX-API-Key: ${ADMIN_KEY}\r\n`);
    let text = '';
    old.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const ended = new Promise((resolve) => old.once('close', resolve));
    server.signal('SIGTERM');
    expectShuttingDown(await refusal(new Client(url)));
    old.write('\r\n');
    await within('the end of the connection', ended, LEEWAY_MS);
    expect(text).toMatch(/^HTTP\/1\.1 503 .*\r\n/);
    expect(text).toMatch(/^connection: close\r$/im);
    expect(text).toContain('"code":"shutting_down"');
    await release();
    await answered;
    expect(ledger.acknowledgements).toHaveLength(5);
    expect(await server.exited).toEqual(CLEAN);
  });

  it('sends a large answer to its last byte to a client that reads slowly', async () => {
    const narrative = 'word '.repeat(1_999);
    const client = new Client(url);
    const lines = Array.from({ length: 1_000 }, (_unused, index) => signClaim(AGENT, { subject: `${PREFIX}${index}`, narrative }).body);
    for (const part of [lines.slice(0, 500), lines.slice(500)]) {
      expect(await client.post('/v1/assert/batch', part.join('\n'), 'application/x-ndjson')).toMatchObject({ status: 207 });
    }
    const call = get(`${url}/v1/query?limit=1000&subject_prefix=${PREFIX}`, { headers: { 'x-api-key': ADMIN_KEY } });
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    server.signal('SIGTERM');
    expectShuttingDown(await refusal(client));
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    expect(response.statusCode).toBe(200);
    expect((JSON.parse(text) as { items: unknown[] }).items).toHaveLength(1_000);
    expect(await within('the end', server.exited, LEEWAY_MS)).toEqual(CLEAN);
  });
});

describe('a client that takes its time', () => {
  const TIMEOUT_MS = 1_000;
  const HEAD = `POST /v1/assert HTTP/1.1\r\nHost: test\r\nX-API-Key: ${ADMIN_KEY}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`;
  let server: ServerProcess;
  let url: string;

  beforeEach(async () => {
    const database = await createTestDatabase();
    onCleanup(() => database.drop());
    const environment = { DATABASE_URL: database.url, STEMEDB_DATA_DIR: await dataDirectory() };
    server = await spawnServer({ ...environment, STEMEDB_SHUTDOWN_TIMEOUT_MS: String(TIMEOUT_MS) });
    url = await server.ready();
  });

  afterEach(cleanUp);

  async function expectStopInTime(): Promise<void> {
    const begun = performance.now();
    expect(await server.end('SIGTERM')).toEqual(CLEAN);
    expect(performance.now() - begun).toBeLessThan(TIMEOUT_MS + LEEWAY_MS);
  }

  it('with its body does not hold the shutdown past its limit', async () => {
    const socket = await rawConnection(url, `${HEAD}{`);
    const trickle = setInterval(() => socket.write(' '), 50);
    onCleanup(async () => clearInterval(trickle));
    await expectStopInTime();
  });

  it('with its first byte, with its headers, or with its next request holds the shutdown up no more', async () => {
    await rawConnection(url, '');
    await rawConnection(url, 'POST /v1/assert HTTP/1.1\r\nHost:');
    const idle = await rawConnection(url, 'GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n');
    await once(idle, 'data');
    await expectStopInTime();
  });
});

describe('a signal during the start', () => {
  afterEach(cleanUp);

  it.each([
    ['before it says a word', ''],
    ['while the database is made', 'Creating the database'],
    ['while the schema is made', 'the schema was brought up to date'],
  ])('%s ends the server and all that it has started, and the next start succeeds', async (_when, message) => {
    const directory = await dataDirectory();
    const server = await spawnServer({ STEMEDB_DATA_DIR: directory });
    await server.says(message);
    const { code, signal } = await server.end('SIGTERM');
    // Node ends by the signal itself until the program has begun.
    expect([0, 'SIGTERM']).toContain(signal ?? code);
    expect(await postgresProcesses(directory)).toEqual([]);

    const again = await spawnServer({ STEMEDB_DATA_DIR: directory });
    await again.ready();
    expect(await again.end('SIGTERM')).toEqual(CLEAN);
    await expectNothingLeft(directory);
  });
});
