import { query } from '@stemedb/platform/embedded-postgres/testing';
import { type ListedClaim, listBelow, type Walk, walkList } from './support/claim-list';
import { cleanUp } from './support/cleanup';
import type { Client } from './support/http-client';
import { newAgent, type Signed, signClaim } from './support/signed-claims';
import { startTwoServers, type TwoServers } from './support/two-servers';
import { type Acknowledgement, Ledger, write } from './support/writers';

jest.setTimeout(90_000);

const PREFIX = 'test://two-instances/';
const WRITES = 5_000;
/** Of the writes of one client: claims that the other client writes as well. */
const SHARED = 1_500;
/** Of the shared claims: those that the other client signs as another agent. */
const COSIGNED = 500;
const BATCH_SIZE = 250;
const SINGLE_WRITERS = 16;
const BATCH_WRITERS = 2;

const [FIRST_AGENT, SECOND_AGENT] = [newAgent(), newAgent()];

/** The claims of one client: its own, and in between those that both write, at the same places. */
function claimsOf(name: string, agent: typeof FIRST_AGENT): Signed[] {
  return Array.from({ length: WRITES }, (_unused, index) => {
    const step = Math.floor(WRITES / SHARED);
    const shared = index % step === 0 ? index / step : SHARED;
    if (shared >= SHARED) return signClaim(agent, { subject: `${PREFIX}${name}/${index}` });
    return signClaim(shared < COSIGNED ? agent : FIRST_AGENT, { subject: `${PREFIX}shared/${shared}` });
  });
}

/** One write with the times between which it happened, of one clock. */
interface Timed {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly acknowledgement: Acknowledgement;
}

/** Half of the claims one by one, half in batches, all at once. */
async function writeAll(client: Client, claims: readonly Signed[], ledger: Ledger, timed: Timed[]): Promise<void> {
  const half = claims.length / 2;
  const singles = claims.slice(0, half).map((claim) => [claim]);
  const batches = Array.from({ length: half / BATCH_SIZE }, (_unused, index) =>
    claims.slice(half + index * BATCH_SIZE, half + (index + 1) * BATCH_SIZE),
  );
  const work = async (queue: Signed[][]): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const one = new Ledger();
      const sentAt = performance.now();
      await write(client, next, one);
      const answeredAt = performance.now();
      ledger.take(one);
      if (next.length === 1) timed.push(...one.acknowledgements.map((acknowledgement) => ({ sentAt, answeredAt, acknowledgement })));
    }
  };
  await Promise.all([
    ...Array.from({ length: SINGLE_WRITERS }, () => work(singles)),
    ...Array.from({ length: BATCH_WRITERS }, () => work(batches)),
  ]);
}

/** Reads lists from beginning to end until told to stop, each page from the other server. */
function startReader(clients: readonly Client[], parameters: Readonly<Record<string, string>>) {
  const walks: Walk[] = [];
  let stopped = false;
  const work = async (): Promise<void> => {
    while (!stopped) walks.push(await walkList(clients, parameters));
  };
  const running = work();
  running.catch(() => undefined);
  const stop = async (): Promise<Walk[]> => {
    stopped = true;
    await running;
    return walks;
  };
  return { stop };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

/** A page list is whole: what stood at its moment, each claim once, in order. */
function expectWhole(walk: Walk, all: readonly ListedClaim[], order: (left: ListedClaim, right: ListedClaim) => number): void {
  const [asOf = ''] = walk.moments;
  expect(new Set(walk.moments).size).toBe(1);
  const expected = all.filter((claim) => claim.recorded_at <= asOf).sort(order);
  expect(walk.items.map(({ hash }) => hash)).toEqual(expected.map(({ hash }) => hash));
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const bySubject = (left: ListedClaim, right: ListedClaim): number =>
  compare(left.subject, right.subject) || compare(left.recorded_at, right.recorded_at) || compare(left.hash, right.hash);

const newestFirst = (left: ListedClaim, right: ListedClaim): number =>
  compare(right.recorded_at, left.recorded_at) || compare(right.hash, left.hash);

describe('two servers on one store, with two clients writing 10,000 claims at once, some the same', () => {
  const ledger = new Ledger();
  const singles: Timed[] = [];
  let servers: TwoServers;
  let standing: readonly ListedClaim[];
  let bySubjectWalks: readonly Walk[];
  let newestFirstWalks: readonly Walk[];

  beforeAll(async () => {
    servers = await startTwoServers();
    const [first, second] = servers.clients;
    const claims = [claimsOf('first', FIRST_AGENT), claimsOf('second', SECOND_AGENT)] as const;
    const subjects = startReader([first, second], { subject_prefix: PREFIX, limit: '500' });
    const newest = startReader([second, first], { limit: '500' });
    await Promise.all([writeAll(first, claims[0], ledger, singles), writeAll(second, claims[1], ledger, singles)]);
    [bySubjectWalks, newestFirstWalks] = await Promise.all([subjects.stop(), newest.stop()]);
    standing = await listBelow(second, PREFIX);
  });

  afterAll(cleanUp);

  it('acknowledge every write', () => {
    expect(ledger.refusals).toEqual([]);
    expect(ledger.failedItems).toEqual([]);
    expect(ledger.unanswered).toEqual([]);
    expect(ledger.acknowledgements).toHaveLength(2 * WRITES);
  });

  it('keep every acknowledged claim, each once', () => {
    const hashes = standing.map(({ hash }) => hash);
    expect(new Set(hashes)).toEqual(ledger.acknowledged);
    expect(hashes).toHaveLength(2 * WRITES - SHARED);
  });

  it('say of every claim exactly once that it was created, and of every other write what it added', () => {
    const created = ledger.acknowledgements.filter(({ status }) => status === 'created').map(({ hash }) => hash);
    expect(repeated(created)).toEqual([]);
    expect(countBy(ledger.acknowledgements, ({ status }) => status)).toEqual({
      created: 2 * WRITES - SHARED,
      cosigned: COSIGNED,
      duplicate: SHARED - COSIGNED,
    });
  });

  it('name one moment of record for each claim, whoever asks', () => {
    const recorded = new Map(standing.map((claim) => [claim.hash, claim.recorded_at]));
    expect(ledger.acknowledgements.filter(({ hash, recorded_at }) => recorded.get(hash) !== recorded_at)).toEqual([]);
  });

  it('record a claim that was sent after another was answered strictly later, over whichever server', () => {
    const created = singles.filter(({ acknowledgement }) => acknowledgement.status === 'created');
    const bySent = [...created].sort((left, right) => left.sentAt - right.sentAt);
    const byAnswered = [...created].sort((left, right) => left.answeredAt - right.answeredAt);
    let latest = '';
    let next = 0;
    const early = bySent.filter(({ sentAt, acknowledgement }) => {
      for (; byAnswered[next]!.answeredAt < sentAt; next += 1) {
        const { recorded_at } = byAnswered[next]!.acknowledgement;
        if (recorded_at > latest) latest = recorded_at;
      }
      return acknowledgement.recorded_at <= latest;
    });
    expect(created.length).toBeGreaterThan(WRITES / 2);
    expect(early).toEqual([]);
  });

  it('take turns: every commit has a moment of its own, and both servers made some', async () => {
    const rows = await query(
      servers.database.adminUrl,
      `SELECT count(*)::int AS commits, count(DISTINCT recorded_at)::int AS moments,
        count(DISTINCT instance_id)::int AS servers FROM commit_log`,
    );
    const commits = rows[0]?.['commits'];
    expect(rows).toEqual([{ commits, moments: commits, servers: 2 }]);
    const strays = await query(
      servers.database.adminUrl,
      `SELECT hash FROM assertion a WHERE NOT EXISTS (SELECT FROM commit_log c WHERE c.recorded_at = a.recorded_at)`,
    );
    expect(strays).toEqual([]);
  });

  it('page through the list by subject during the writes without a gap or a repetition', () => {
    expect(bySubjectWalks.length).toBeGreaterThan(1);
    for (const walk of bySubjectWalks) expectWhole(walk, standing, bySubject);
  });

  it('page through the list from its newest claim during the writes without a gap or a repetition', () => {
    expect(newestFirstWalks.length).toBeGreaterThan(1);
    for (const walk of newestFirstWalks) expectWhole(walk, standing, newestFirst);
  });
});
