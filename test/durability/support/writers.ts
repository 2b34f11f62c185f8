import { setTimeout as delay } from 'node:timers/promises';
import { onCleanup } from './cleanup';
import { type Answer, bodyOf, type Client, NoAnswer } from './http-client';
import { until } from './polling';
import { newAgent, type Signed, signClaim } from './signed-claims';

const NDJSON = 'application/x-ndjson';
const BATCH_SIZE = 20;
/** Every so many writers one sends batches. */
const BATCHES_EVERY = 4;
const AFTER_FAILURE_MS = 20;

/** What one write of one claim was answered. */
export interface Acknowledgement {
  readonly hash: string;
  readonly status: 'created' | 'cosigned' | 'duplicate';
  readonly recorded_at: string;
}

/** All that the writers know. */
export class Ledger {
  readonly acknowledgements: Acknowledgement[] = [];
  /** Answers that acknowledge nothing. */
  readonly refusals: Answer[] = [];
  /** Codes of batch items that failed alone. */
  readonly failedItems: string[] = [];
  readonly unanswered: { readonly claims: readonly Signed[]; readonly error: NoAnswer }[] = [];
  readonly sent = new Map<string, Signed>();

  get acknowledged(): Set<string> {
    return new Set(this.acknowledgements.map(({ hash }) => hash));
  }

  /** Adds what another ledger holds. */
  take(other: Ledger): void {
    this.acknowledgements.push(...other.acknowledgements);
    this.refusals.push(...other.refusals);
    this.failedItems.push(...other.failedItems);
    this.unanswered.push(...other.unanswered);
    for (const [hash, claim] of other.sent) this.sent.set(hash, claim);
  }

  /** Waits until so many more claims have been acknowledged. */
  async grows(by: number): Promise<void> {
    const goal = this.acknowledgements.length + by;
    await until(`${by} more acknowledgements`, () => this.acknowledgements.length >= goal);
  }
}

/** Writes one claim, or several as one NDJSON batch, and enters what became of it. */
export async function write(client: Client, claims: readonly Signed[], ledger: Ledger): Promise<void> {
  for (const claim of claims) ledger.sent.set(claim.hash, claim);
  const [first] = claims;
  const isBatch = claims.length > 1;
  const body = claims.map((claim) => claim.body).join('\n');
  try {
    enter(await (isBatch ? client.post('/v1/assert/batch', body, NDJSON) : client.post('/v1/assert', first!.body)), ledger);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    ledger.unanswered.push({ claims, error });
  }
}

function enter(answer: Answer, ledger: Ledger): void {
  if (answer.status === 200 || answer.status === 201) {
    ledger.acknowledgements.push(bodyOf<Acknowledgement>(answer));
  } else if (answer.status === 207) {
    const { results } = bodyOf<{ results: (Acknowledgement | { status: 'failed'; error: { code: string } })[] }>(answer);
    for (const result of results) {
      if (result.status === 'failed') ledger.failedItems.push(result.error.code);
      else ledger.acknowledgements.push(result);
    }
  } else {
    ledger.refusals.push(answer);
  }
}

/** Writers that go on until they are told to stop. */
export interface Load {
  readonly ledger: Ledger;
  /** Resolves when every writer has its last answer. */
  stop(): Promise<void>;
}

/** Starts writers, each with an agent of its own; one in four sends batches. They share the clients in turn. */
export function startWriters(clients: readonly Client[], writers: number, prefix: string): Load {
  const ledger = new Ledger();
  let stopped = false;
  const work = async (writer: number): Promise<void> => {
    const agent = newAgent();
    const client = clients[writer % clients.length]!;
    const size = writer % BATCHES_EVERY === 0 ? BATCH_SIZE : 1;
    for (let turn = 0; !stopped; turn += 1) {
      const subject = (item: number) => `${prefix}${writer}/${turn}/${item}`;
      const claims = Array.from({ length: size }, (_unused, item) => signClaim(agent, { subject: subject(item) }));
      const before = ledger.acknowledgements.length;
      await write(client, claims, ledger);
      // A server that is away is not asked again at once.
      if (ledger.acknowledgements.length === before) await delay(AFTER_FAILURE_MS);
    }
  };
  const running = Promise.all(Array.from({ length: writers }, (_unused, writer) => work(writer)));
  running.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopped = true;
    await running;
  };
  onCleanup(stop);
  return { ledger, stop };
}
