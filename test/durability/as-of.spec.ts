import { contentHash, SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { unaudited } from '../support/unaudited';
import { cleanUp, onCleanup } from './support/cleanup';
import { type Answer, bodyOf, type Client } from './support/http-client';
import { until } from './support/polling';
import { newAgent, signClaim, signVote, type Statement } from './support/signed-claims';
import { startTwoServers } from './support/two-servers';

jest.setTimeout(90_000);

const ANSWERS = 240;
const WRITERS = 32;
const READERS = 4;
const SUBJECTS = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `test://as-of/${name}`);
const LENSES = ['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'epoch', 'skeptic', 'layered'];
const SOURCES = Array.from({ length: 40 }, (_unused, index) => `evidence ${index}`);

function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)]!;
}

/** One of some thousand statements: equal objects, tiers and sources meet again and again. */
function anyStatement(): Statement {
  return {
    subject: pick(SUBJECTS),
    value: pick([1, 2, 3, 'one', 'two', 'three']),
    confidence: Math.round(Math.random() * 100) / 100,
    source: contentHash(pick(SOURCES)),
    sourceClass: pick(SOURCE_CLASSES),
  };
}

interface Writing {
  /** Accepted writes so far. */
  readonly accepted: () => number;
  readonly stop: () => Promise<void>;
}

/** Writers that claim, sign each other's claims, vote and register sources, until told to stop. */
function startWriting(clients: readonly Client[]): Writing {
  const known: { hash: string; statement: Statement }[] = [];
  let accepted = 0;
  let stopped = false;
  const work = async (writer: number): Promise<void> => {
    const agent = newAgent();
    const client = clients[writer % clients.length]!;
    const claim = async (statement: Statement): Promise<Answer> => {
      const { hash, body } = signClaim(agent, statement);
      const answer = await client.post('/v1/assert', body);
      known.push({ hash, statement });
      return answer;
    };
    const kinds = [
      () => claim(anyStatement()),
      () => claim(anyStatement()),
      () => claim(pick(known).statement),
      () => client.post('/v1/vote', signVote(agent, pick(known).hash, Math.round(Math.random() * 200 - 100) / 100)),
      () => client.post('/v1/source', JSON.stringify({ content: pick(SOURCES), title: 'Evidence' })),
    ];
    await claim(anyStatement());
    while (!stopped) {
      const { status, text } = await pick(kinds)();
      if (status > 201) throw new Error(`A write was answered with ${status}: ${text}`);
      accepted += 1;
    }
  };
  const running = Promise.all(Array.from({ length: WRITERS }, (_unused, writer) => work(writer)));
  running.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopped = true;
    await running;
  };
  onCleanup(stop);
  return { accepted: () => accepted, stop };
}

interface Remembered {
  readonly question: string;
  readonly text: string;
  readonly asOf: string;
}

async function ask(client: Client, question: string, asOf?: string): Promise<Remembered> {
  const answer = await client.get(asOf === undefined ? question : `${question}&as_of=${encodeURIComponent(asOf)}`);
  if (answer.status !== 200) throw new Error(`${question} was answered with ${answer.status}: ${answer.text}`);
  return { question, text: unaudited(answer), asOf: bodyOf<{ as_of: string }>(answer).as_of };
}

/** Answers of the present, and as of the instant just before, from all servers at once, while the writers go on. */
async function askThePresent(clients: readonly Client[]): Promise<Remembered[]> {
  const remembered: Remembered[] = [];
  const questions = SUBJECTS.flatMap((subject) => LENSES.map((lens) => ({ subject, predicate: 'states', lens })));
  const read = async (reader: number): Promise<void> => {
    for (let turn = reader; remembered.length < ANSWERS; turn += READERS) {
      const parameters = new URLSearchParams(questions[turn % questions.length]!);
      const justNow = turn % 2 === 0 ? undefined : new Date().toISOString();
      remembered.push(await ask(clients[turn % clients.length]!, `/v1/query?${parameters}`, justNow));
    }
  };
  await Promise.all(Array.from({ length: READERS }, (_unused, reader) => read(reader)));
  return remembered;
}

async function expectSameBytes(clients: readonly Client[], remembered: readonly Remembered[]): Promise<void> {
  for (const { question, asOf, text } of remembered) {
    const again = await Promise.all(clients.map((client) => ask(client, question, asOf)));
    for (const answer of again) expect(answer.text).toBe(text);
  }
}

describe('an answer of the present, taken while 32 writers write over two servers', () => {
  afterEach(cleanUp);

  it('comes back byte for byte under its as_of, from either server, during the writes and after them', async () => {
    const { clients } = await startTwoServers();
    const writing = startWriting(clients);
    await until('some writes', () => writing.accepted() > 100);
    const remembered = await askThePresent(clients);
    const before = writing.accepted();
    await expectSameBytes(clients, remembered.slice(-40));
    await until('more writes', () => writing.accepted() > before + 100);
    await writing.stop();

    expect(remembered.length).toBeGreaterThanOrEqual(ANSWERS);
    expect(new Set(remembered.map(({ text }) => text)).size).toBe(remembered.length);
    await expectSameBytes(clients, remembered);
  });
});
