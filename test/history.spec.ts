import { TrustRegister } from '@stemedb/knowledge/agents';
import { type Claim, contentHash, type KeyPair, SOURCE_CLASSES, ZERO_HASH } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import { call, search } from './support/call';
import { addressOf, agent, claimOf, SIGNED_AT, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

/** Random histories: whatever happens afterwards, an answer as of its moment stays the same bytes. */

const SUBJECTS = ['test://history/a', 'test://history/b', 'test://history/c'];
const PREDICATE = 'value';
const AGENTS = [1, 2, 3, 4].map(agent);
const SOURCES = ['trial one', 'trial two', 'label'];
const EPOCHS = ['first', 'second', 'third'];
const LENSES = ['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'epoch', 'skeptic', 'layered'];

const small = fc.nat({ max: 1_000 });

/** What can happen; numbers choose among what there is by then. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('assert' as const), who: small, what: small, value: fc.integer({ min: 1, max: 4 }), parent: fc.option(small) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cosign' as const), who: small, what: small }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('vote' as const), who: small, what: small, value: fc.integer({ min: -4, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('supersede' as const), what: small, by: small, type: fc.constantFrom('Invalidate', 'Temporal', 'Refinement', 'Retraction') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lifecycle' as const), what: small, to: fc.constantFrom('UnderReview', 'Approved', 'Rejected', 'Deprecated') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('register' as const), what: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('judge' as const), what: small, status: fc.constantFrom('active', 'deprecated', 'retracted') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('epoch' as const), what: small, by: fc.option(small) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('alias' as const), what: small, by: small, gone: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('trust' as const), who: small, value: fc.integer({ min: 0, max: 10 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), what: small }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const among = <T>(choices: readonly T[], number: number): T => choices[number % choices.length] as T;

const QUESTIONS = SUBJECTS.flatMap((subject) => [
  ...LENSES.map((lens) => `/v1/query${search({ subject, predicate: PREDICATE, lens })}`),
  `/v1/query${search({ subject })}`,
  `/v1/query${search({ subject, lifecycle: 'Approved' })}`,
  `/v1/constraints${search({ subject })}`,
]).concat([`/v1/query${search({ subject_prefix: 'test://history/' })}`, '/v1/epochs?limit=100', '/v1/sources?limit=100', '/v1/concepts/aliases?limit=100']);

interface Remembered {
  readonly question: string;
  readonly asOf: string;
  readonly text: string;
}

/** One history in a namespace of its own. */
class History {
  readonly remembered: Remembered[] = [];
  private readonly claims: Claim[] = [];
  private written = 0;

  constructor(
    private readonly server: TestApp,
    private readonly namespace: string,
  ) {}

  async live(happenings: readonly Happening[]): Promise<void> {
    for (const one of happenings) await this.happen(one);
  }

  /** Every answer again as of its moment. */
  async again(): Promise<string[]> {
    const answers = [];
    for (const { question, asOf } of this.remembered) answers.push(await this.answer(question, asOf));
    return answers;
  }

  private async happen(one: Happening): Promise<void> {
    switch (one.kind) {
      case 'assert':
        return this.assert(one);
      case 'trust':
        await this.server.app.get(TrustRegister).record(this.namespace, {
          agentId: among(AGENTS, one.who).agentId,
          trust: one.value / 10,
          cause: 'test',
          detail: 'a test moved it',
        });
        return;
      case 'ask':
        return this.ask(among(QUESTIONS, one.what));
      case 'register':
        return this.post('/v1/source', { content: among(SOURCES, one.what), title: 'Evidence' });
      case 'epoch':
        return this.post('/v1/epoch', this.epochOf(one.what, one.by));
      case 'alias':
        return one.gone ? this.unalias(one.what) : this.post('/v1/concepts/alias', { alias: among(SUBJECTS, one.what), canonical: among(SUBJECTS, one.by), reason: 'the same' });
      case 'judge':
        return this.post(`/v1/source/${contentHash(among(SOURCES, one.what))}/status`, { status: one.status, reason: 'found out' });
      default:
        return this.onClaim(one);
    }
  }

  private async onClaim(one: Extract<Happening, { kind: 'cosign' | 'vote' | 'supersede' | 'lifecycle' }>): Promise<void> {
    if (this.claims.length === 0) return;
    const claim = among(this.claims, one.what);
    const hash = addressOf(claim);
    if (one.kind === 'cosign') return this.post('/v1/assert', signClaim(claim, among(AGENTS, one.who), this.timestamp()));
    if (one.kind === 'vote') return this.post('/v1/vote', signVote(hash, one.value / 4, among(AGENTS, one.who), this.timestamp()));
    if (one.kind === 'lifecycle') return this.post(`/v1/assertions/${hash}/lifecycle`, { to: one.to, reason: 'decided' });
    const successor = one.type === 'Retraction' ? {} : { superseding_hash: addressOf(among(this.claims, one.by)) };
    return this.post('/v1/supersede', { target_hash: hash, type: one.type, reason: 'replaced', ...successor });
  }

  private async assert(one: Extract<Happening, { kind: 'assert' }>): Promise<void> {
    const claim = claimOf({
      subject: among(SUBJECTS, one.what),
      predicate: one.what % 5 === 0 ? 'must_use' : PREDICATE,
      object: { type: 'Number', value: one.value },
      confidence: (one.what % 10) / 10,
      source_class: among(SOURCE_CLASSES, one.what),
      source_hash: one.what % 3 === 0 ? ZERO_HASH : contentHash(among(SOURCES, one.what)),
      ...(one.what % 4 === 0 ? { epoch: among(EPOCHS, one.what) } : {}),
      ...(one.parent === null || this.claims.length === 0 ? {} : { parent_hash: addressOf(among(this.claims, one.parent)) }),
    });
    const signers: KeyPair = among(AGENTS, one.who);
    await this.post('/v1/assert', signClaim(claim, signers, this.timestamp()));
    this.claims.push(claim);
  }

  private epochOf(what: number, by: number | null) {
    const plain = { id: among(EPOCHS, what), name: 'An epoch', starts_at: 0 };
    return by === null ? plain : { ...plain, supersedes: among(EPOCHS, by), supersession_type: 'Temporal' };
  }

  private timestamp(): number {
    return SIGNED_AT + this.written;
  }

  private async unalias(what: number): Promise<void> {
    await this.send('DELETE', `/v1/concepts/alias${search({ alias: among(SUBJECTS, what) })}`);
  }

  private async ask(question: string): Promise<void> {
    const text = await this.answer(question);
    this.remembered.push({ question, text, asOf: String((JSON.parse(text) as { as_of: string }).as_of) });
  }

  /** The name of an answer's own audit is no part of what was asked. */
  private async answer(question: string, asOf?: string): Promise<string> {
    const path = asOf === undefined ? question : `${question}${question.includes('?') ? '&' : '?'}as_of=${asOf}`;
    const { status, text } = await this.send('GET', path);
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${text}`);
    return text.replace(/"audit_id":"[^"]*"/, '"audit_id":null');
  }

  /** What a history is not allowed to do is refused, and changes nothing. */
  private async post(path: string, body: unknown): Promise<void> {
    this.written += 1;
    const { status, text } = await this.send('POST', path, body);
    if (status >= 500 || status === 400) throw new Error(`${path} was answered with ${status}: ${text}`);
  }

  private send(method: string, path: string, body?: unknown) {
    return call(this.server.url, method, path, { key: this.server.adminKey, body, headers: { 'x-namespace': this.namespace } });
  }
}

describe('a random history', () => {
  let server: TestApp;
  let count = 0;
  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('gives every answer again, byte for byte, as of its moment, whatever happened afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 30, maxLength: 90, size: 'max' }), async (happenings) => {
        const history = new History(server, `history-${count++}`);
        await history.live(happenings);
        expect(await history.again()).toEqual(history.remembered.map(({ text }) => text));
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
