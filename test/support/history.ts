import type { TrustRegister } from '@stemedb/knowledge/agents';
import { type Claim, contentHash, type KeyPair, SOURCE_CLASSES, ZERO_HASH } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import { call, search } from './call';
import { addressOf, agent, claimOf, SIGNED_AT, signClaim, signVote } from './claims';
import { unaudited } from './unaudited';

const SUBJECTS = ['test://history/a', 'test://history/b', 'test://history/c'];
const PREDICATE = 'value';
const AGENTS = [1, 2, 3, 4].map(agent);
const SOURCES = ['trial one', 'trial two', 'label'];
const EPOCHS = ['first', 'second', 'third'];
const LENSES = ['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'epoch', 'skeptic', 'layered'];

const small = fc.nat({ max: 1_000 });

/** What can happen; numbers choose among what there is by then. */
export const happening = fc.oneof(
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
export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

export const among = <T>(choices: readonly T[], number: number): T => choices[number % choices.length] as T;

/** Lists are asked for whole: a cursor belongs to the words of its question, which say the moment or do not. */
export const QUESTIONS = SUBJECTS.flatMap((subject) => [
  ...LENSES.map((lens) => `/v1/query${search({ subject, predicate: PREDICATE, lens })}`),
  `/v1/query${search({ subject, limit: 1_000 })}`,
  `/v1/query${search({ subject, lifecycle: 'Approved', limit: 1_000 })}`,
  `/v1/constraints${search({ subject })}`,
]).concat([`/v1/query${search({ subject_prefix: 'test://history/', limit: 1_000 })}`, '/v1/epochs?limit=100', '/v1/sources?limit=100', '/v1/concepts/aliases?limit=100']);

/** Every kind of happening that writes. */
export const WRITES = ['assert', 'cosign', 'vote', 'supersede', 'lifecycle', 'register', 'judge', 'epoch', 'alias', 'unalias', 'trust'] as const;

export interface Remembered {
  readonly question: string;
  readonly asOf: string;
  readonly text: string;
}

/** Where a history takes place: servers on one store, and the door to what no route changes. */
export interface Stage {
  readonly urls: readonly string[];
  readonly key: string;
  readonly namespace: string;
  readonly trust: TrustRegister;
}

/** One history in a namespace of its own; what happens in it goes to its servers in turn, also at once. */
export class History {
  readonly remembered: Remembered[] = [];
  /** How many writes of each kind were taken. */
  readonly accepted = new Map<string, number>();
  private readonly claims: Claim[] = [];
  private written = 0;
  private turn = 0;

  constructor(private readonly stage: Stage) {}

  async happen(one: Happening): Promise<void> {
    switch (one.kind) {
      case 'assert':
        return this.assert(one);
      case 'trust':
        return this.trust(among(AGENTS, one.who), one.value / 10);
      case 'ask':
        return this.ask(among(QUESTIONS, one.what));
      case 'register':
        return this.post(one.kind, '/v1/source', { content: among(SOURCES, one.what), title: 'Evidence' });
      case 'epoch':
        return this.post(one.kind, '/v1/epoch', this.epochOf(one.what, one.by));
      case 'alias':
        return one.gone ? this.unalias(one.what) : this.alias(one.what, one.by);
      case 'judge':
        return this.post(one.kind, `/v1/source/${contentHash(among(SOURCES, one.what))}/status`, { status: one.status, reason: 'found out' });
      default:
        return this.onClaim(one);
    }
  }

  /** Asks, of the present or of a moment, and remembers the answer. */
  async ask(question: string, asOf?: string): Promise<void> {
    const text = await this.answer(this.nextUrl(), question, asOf);
    this.remembered.push({ question, text, asOf: String((JSON.parse(text) as { as_of: string }).as_of) });
  }

  /** The answer again as of its moment, from each server. */
  again({ question, asOf }: Remembered): Promise<string[]> {
    return Promise.all(this.stage.urls.map((url) => this.answer(url, question, asOf)));
  }

  private async onClaim(one: Extract<Happening, { kind: 'cosign' | 'vote' | 'supersede' | 'lifecycle' }>): Promise<void> {
    if (this.claims.length === 0) return;
    const { kind } = one;
    const claim = among(this.claims, one.what);
    const hash = addressOf(claim);
    if (kind === 'cosign') return this.post(kind, '/v1/assert', signClaim(claim, among(AGENTS, one.who), this.timestamp()));
    if (kind === 'vote') return this.post(kind, '/v1/vote', signVote(hash, one.value / 4, among(AGENTS, one.who), this.timestamp()));
    if (kind === 'lifecycle') return this.post(kind, `/v1/assertions/${hash}/lifecycle`, { to: one.to, reason: 'decided' });
    const successor = one.type === 'Retraction' ? {} : { superseding_hash: addressOf(among(this.claims, one.by)) };
    return this.post(kind, '/v1/supersede', { target_hash: hash, type: one.type, reason: 'replaced', ...successor });
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
    await this.post(one.kind, '/v1/assert', signClaim(claim, signers, this.timestamp()));
    this.claims.push(claim);
  }

  private epochOf(what: number, by: number | null) {
    const plain = { id: among(EPOCHS, what), name: 'An epoch', starts_at: 0 };
    return by === null ? plain : { ...plain, supersedes: among(EPOCHS, by), supersession_type: 'Temporal' };
  }

  private timestamp(): number {
    return SIGNED_AT + this.written;
  }

  private async trust({ agentId }: KeyPair, trust: number): Promise<void> {
    await this.stage.trust.record(this.stage.namespace, { agentId, trust, cause: 'test', detail: 'a test moved it' });
    this.accept('trust');
  }

  private alias(what: number, by: number): Promise<void> {
    return this.post('alias', '/v1/concepts/alias', { alias: among(SUBJECTS, what), canonical: among(SUBJECTS, by), reason: 'the same' });
  }

  private async unalias(what: number): Promise<void> {
    const { status } = await this.send(this.nextUrl(), 'DELETE', `/v1/concepts/alias${search({ alias: among(SUBJECTS, what) })}`);
    if (status < 300) this.accept('unalias');
  }

  private async answer(url: string, question: string, asOf?: string): Promise<string> {
    const path = asOf === undefined ? question : `${question}${question.includes('?') ? '&' : '?'}as_of=${asOf}`;
    const answer = await this.send(url, 'GET', path);
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}: ${answer.text}`);
    return unaudited(answer);
  }

  /** What a history is not allowed to do is refused, and changes nothing. */
  private async post(kind: string, path: string, body: unknown): Promise<void> {
    this.written += 1;
    const { status, text } = await this.send(this.nextUrl(), 'POST', path, body);
    if (status >= 500 || status === 400) throw new Error(`${path} was answered with ${status}: ${text}`);
    if (status < 300) this.accept(kind);
  }

  private accept(kind: string): void {
    this.accepted.set(kind, (this.accepted.get(kind) ?? 0) + 1);
  }

  private nextUrl(): string {
    return among(this.stage.urls, this.turn++);
  }

  private send(url: string, method: string, path: string, body?: unknown) {
    return call(url, method, path, { key: this.stage.key, body, headers: { 'x-namespace': this.stage.namespace } });
  }
}
