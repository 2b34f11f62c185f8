import { contentHash, type KeyPair, recordAddress, type RecordKind, recordMessage, sign } from '@stemedb/knowledge/claims';
import { call } from './call';
import { addressOf, ALICE, BOB, CAROL, claimOf, SIGNED_AT, signClaim, signVote } from './claims';
import type { TestApp } from './server';

const CONTENT = 'Evidence with an é and an 📄, on two\nlines';

type Headers = Readonly<Record<string, string>>;

/** A record signed as its agent would sign it. */
export function signRecord(kind: RecordKind, record: object, keys: KeyPair = ALICE): object {
  const body = { ...record, agent_id: keys.agentId, timestamp: SIGNED_AT };
  return { ...body, signature: sign(recordMessage(kind, recordAddress(kind, body)), keys.secretKey) };
}

const about = (value: number, more: object = {}) => claimOf({ subject: 'drug://x', object: { type: 'Number', value }, ...more });

/** The claims that every filled namespace holds: all about the value of drug://x. */
export const FILLED = {
  sourced: about(1, { source_hash: contentHash(CONTENT), epoch: 'old', valid_from: 0, valid_to: 4_000_000_000 }),
  told: about(2, { narrative: 'why', source_metadata: { page: [1, 2.5], 'é': null }, visual_hash: '0123456789abcdef' }),
  declared: about(3, { source_class: 'Regulatory', parent_hash: 'ab'.repeat(32) }),
  exact: about(3.25, { source_class: 'Regulatory', lifecycle: 'UnderReview' }),
} as const;

/** Writes at least one record of every kind that the API can write into a namespace. */
export async function fillNamespace(server: TestApp, headers: Headers = {}): Promise<void> {
  const send = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await call(server.url, method, path, { key: server.adminKey, body, headers });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
  };
  const post = (path: string, body: unknown) => send('POST', path, body);
  const { sourced, told, declared, exact } = FILLED;
  const registration = { hash: sourced.source_hash, title: 'Signed', source_class: 'Clinical', published_at: '2021-03' };
  await post('/v1/source', { ...signRecord('source', registration), content: CONTENT });
  await post('/v1/source', { hash: contentHash('known by its hash'), uri: 'https://example.org/' });
  await post('/v1/assert', signClaim(sourced, [ALICE, BOB]));
  await post('/v1/assert', { ...signClaim(told, CAROL), vector: [0.1, -2e-7, 3] });
  await post('/v1/assert', signClaim(declared, BOB));
  await post('/v1/assert', signClaim(exact, BOB));
  await post('/v1/assert', signClaim(told, BOB, SIGNED_AT + 60));
  await post('/v1/vote', signVote(addressOf(sourced), 0.75, CAROL));
  await post('/v1/vote', signVote(addressOf(told), -1, ALICE));
  const refinement = { target_hash: addressOf(declared), superseding_hash: addressOf(exact), type: 'Refinement', reason: 'more exact' };
  await post('/v1/supersede', signRecord('supersession', refinement, BOB));
  await post('/v1/supersede', { target_hash: addressOf(told), type: 'Invalidate', reason: 'by the admin key alone' });
  const step = signRecord('lifecycle', { target_hash: addressOf(sourced), to: 'UnderReview', reason: 'two agree' });
  await post(`/v1/assertions/${addressOf(sourced)}/lifecycle`, { ...step, target_hash: undefined });
  await post(`/v1/assertions/${addressOf(exact)}/lifecycle`, { to: 'Approved', reason: 'decided' });
  await post('/v1/epoch', signRecord('epoch', { id: 'old', name: 'Old', starts_at: 0 }));
  await post('/v1/epoch', { id: 'new', name: 'New', description: 'set apart', supersedes: 'old', supersession_type: 'Refinement', starts_at: 1 });
  await post('/v1/concepts/alias', { alias: 'drug://y', canonical: 'drug://x', reason: 'same' });
  await post('/v1/concepts/alias', { alias: 'drug://z', canonical: 'drug://x', reason: 'a mistake' });
  await send('DELETE', '/v1/concepts/alias?alias=drug%3A%2F%2Fz');
  await reviewNamespace(server, headers);
  await post(`/v1/source/${sourced.source_hash}/status`, { status: 'deprecated', reason: 'outdated' });
}

/** A gold standard that a claim fails, and a decision about what was escalated. */
async function reviewNamespace(server: TestApp, headers: Headers): Promise<void> {
  const send = (method: string, path: string, body?: unknown) => call(server.url, method, path, { key: server.adminKey, body, headers });
  await send('POST', '/v1/gold_standard', { subject: 'drug://x', predicate: 'value', object: { type: 'Number', value: 1 }, note: 'known' });
  await send('POST', '/v1/gold_standard/verify', {});
  const [failure] = (await send('GET', '/v1/admin/escalations?type=gold_standard_failure')).body['items'] ?? [];
  const decision = { id: failure?.['id'], resolution: 'accepted', note: 'to be corrected', winning_hash: addressOf(FILLED.sourced) };
  const resolved = await send('POST', '/v1/admin/escalation/resolve', decision);
  if (resolved.status !== 200) throw new Error(`The escalation was not resolved: ${resolved.text}`);
}
