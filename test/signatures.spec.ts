import type { SignedClaim } from '@stemedb/knowledge/claims';
import { type Answer, call } from './support/call';
import { addressOf, ALICE, BOB, claimOf, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';
import { signSource } from './support/sources';
import { bodyOf, byName, readVectors } from './support/vectors';

const VECTORS = readVectors();
const MINIMAL = VECTORS.claims[0]!;
/** The faulty signatures of that claim; those of other messages would need a claim with an address that nobody can find. */
const SENDABLE = VECTORS.refused_signatures.filter(({ message }) => message.startsWith(`stemedb/assertion/v1\n${MINIMAL.address}\n`));

const now = () => Math.floor(Date.now() / 1_000);

/** A claim with every field that is part of its address. */
const WHOLE_CLAIM = claimOf({
  object: { type: 'Text', value: 'about a week' },
  source_hash: '5e'.repeat(32),
  source_class: 'Clinical',
  source_metadata: { title: 'Report', pages: [3, 1, 2] },
  valid_from: 1_600_000_000,
  valid_to: 1_900_000_000,
  epoch: 'label-2023',
  parent_hash: 'a1'.repeat(32),
  lifecycle: 'Approved',
  narrative: 'Pooled over two trials.',
  visual_hash: 'c3d4e5f60718293a',
});
const SIGNED_VOTE = signVote(addressOf(claimOf()), 0.5, BOB);
const SIGNED_SOURCE = signSource({ hash: 'ab'.repeat(32), title: 'Label', source_class: 'Regulatory' });

function flipBit(hex: string, bit: number): string {
  const bytes = Buffer.from(hex, 'hex');
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return bytes.toString('hex');
}

function flipDouble(value: number): number {
  const double = Buffer.alloc(8);
  double.writeDoubleLE(value);
  double[0]! ^= 1;
  return double.readDoubleLE();
}

/** Flips the lowest bit of the last character. */
const flipText = (text: string) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) ^ 1);

const resigned = (claim: SignedClaim, change: Partial<SignedClaim['signatures'][0]>): SignedClaim => ({
  ...claim,
  signatures: [{ ...claim.signatures[0]!, ...change }],
});

/** One bit of each signed field; of a word from a closed list another word, because no single bit leads to one. */
const FLIPPED: [string, (claim: SignedClaim) => object][] = [
  ['subject', (claim) => ({ ...claim, subject: flipText(claim.subject) })],
  ['predicate', (claim) => ({ ...claim, predicate: flipText(claim.predicate) })],
  ['type of the object', (claim) => ({ ...claim, object: { type: 'Reference', value: 'about a week' } })],
  ['value of the object', (claim) => ({ ...claim, object: { type: 'Text', value: flipText('about a week') } })],
  ['confidence', (claim) => ({ ...claim, confidence: flipDouble(claim.confidence) })],
  ['source_hash', (claim) => ({ ...claim, source_hash: flipBit(claim.source_hash, 9) })],
  ['source_class', (claim) => ({ ...claim, source_class: 'Regulatory' })],
  ['source_class, left out', (claim) => ({ ...claim, source_class: undefined })],
  ['source_metadata', (claim) => ({ ...claim, source_metadata: { title: 'Report', pages: [3, 1, 3] } })],
  ['key of source_metadata', (claim) => ({ ...claim, source_metadata: { titld: 'Report', pages: [3, 1, 2] } })],
  ['valid_from', (claim) => ({ ...claim, valid_from: claim.valid_from! ^ 1 })],
  ['valid_to', (claim) => ({ ...claim, valid_to: claim.valid_to! ^ 1 })],
  ['epoch', (claim) => ({ ...claim, epoch: flipText(claim.epoch!) })],
  ['parent_hash', (claim) => ({ ...claim, parent_hash: flipBit(claim.parent_hash!, 200) })],
  ['lifecycle', (claim) => ({ ...claim, lifecycle: 'UnderReview' })],
  ['lifecycle, left out', (claim) => ({ ...claim, lifecycle: undefined })],
  ['narrative', (claim) => ({ ...claim, narrative: flipText(claim.narrative!) })],
  ['visual_hash', (claim) => ({ ...claim, visual_hash: flipBit(claim.visual_hash!, 0) })],
  ['timestamp', (claim) => resigned(claim, { timestamp: claim.signatures[0]!.timestamp ^ 1 })],
];

const FLIPPED_VOTES: [string, object][] = [
  ['assertion_hash', { assertion_hash: flipBit(SIGNED_VOTE.assertion_hash, 5) }],
  ['weight', { weight: flipDouble(SIGNED_VOTE.weight) }],
  ['timestamp', { timestamp: SIGNED_VOTE.timestamp ^ 1 }],
  ['agent_id', { agent_id: flipBit(SIGNED_VOTE.agent_id, 5) }],
  ['signature', { signature: flipBit(SIGNED_VOTE.signature, 5) }],
];

const FLIPPED_SOURCES: [string, object][] = [
  ['hash', { hash: flipBit(SIGNED_SOURCE.hash, 5) }],
  ['title', { title: flipText(SIGNED_SOURCE.title!) }],
  ['source_class', { source_class: 'Clinical' }],
  ['metadata, by one more field', { author: 'Nobody' }],
  ['timestamp', { timestamp: SIGNED_SOURCE.timestamp ^ 1 }],
  ['agent_id', { agent_id: flipBit(SIGNED_SOURCE.agent_id, 5) }],
  ['signature', { signature: flipBit(SIGNED_SOURCE.signature, 5) }],
];

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

/** Sends to one of two namespaces: what is refused in one leaves it empty, whatever the other tests write. */
const send = (namespace: 'refusing' | 'accepting', path: string, body: unknown) =>
  call(server.url, 'POST', path, {
    key: server.adminKey,
    headers: { 'x-namespace': namespace },
    ...(typeof body === 'string' ? { raw: body } : { body }),
  });
const accept = (path: string, body: unknown) => send('accepting', path, body);
const refuse = (path: string, body: unknown) => send('refusing', path, body);

describe('a signed record is refused, and leaves nothing behind,', () => {
  afterEach(async () => {
    for (const path of ['/v1/query', '/v1/agents', '/v1/sources']) {
      const { body } = await call(server.url, 'GET', path, { key: server.adminKey, headers: { 'x-namespace': 'refusing' } });
      expect([path, body['items']]).toEqual([path, []]);
    }
  });

  it.each(FLIPPED)('after one flipped bit in its %s', async (_field, flip) => {
    const answer = await refuse('/v1/assert', flip(signClaim(WHOLE_CLAIM)));
    expectProblem(answer, 422, 'signature_invalid');
    expect(answer.body['errors']).toEqual([{ path: 'signatures.0.signature', message: 'mismatch' }]);
  });

  it('after any flipped bit of the signature or of the agent_id', async () => {
    const claim = signClaim(WHOLE_CLAIM);
    const { agent_id, signature } = claim.signatures[0]!;
    const forged = [
      ...Array.from({ length: 512 }, (_unused, bit) => resigned(claim, { signature: flipBit(signature, bit) })),
      ...Array.from({ length: 256 }, (_unused, bit) => resigned(claim, { agent_id: flipBit(agent_id, bit) })),
    ];
    const { body } = await refuse('/v1/assert/batch', forged);
    expect(new Set([...(body['results'] ?? [])].map((result) => result['error']?.['code']))).toEqual(new Set(['signature_invalid']));
    expect(body['summary']).toEqual({ created: 0, cosigned: 0, duplicate: 0, quarantined: 0, failed: 768 });
  });

  it.each(FLIPPED_VOTES)('as a vote, after one flipped bit in its %s', async (_field, change) => {
    expectProblem(await refuse('/v1/vote', { ...SIGNED_VOTE, ...change }), 422, 'vote_signature_invalid');
  });

  it.each(FLIPPED_SOURCES)('as a source, after a change of its %s', async (_field, change) => {
    expectProblem(await refuse('/v1/source', { ...SIGNED_SOURCE, ...change }), 422, 'source_signature_invalid');
  });

  it('when another key has signed it', async () => {
    const answer = await refuse('/v1/assert', resigned(signClaim(claimOf(), BOB), { agent_id: ALICE.agentId }));
    expectProblem(answer, 422, 'signature_invalid');
  });

  it('when one of its two signatures does not hold, and names that one', async () => {
    const claim = signClaim(claimOf(), [ALICE, BOB]);
    const [sound, other] = claim.signatures;
    const answer = await refuse('/v1/assert', { ...claim, signatures: [sound, { ...other, signature: sound!.signature }] });
    expectProblem(answer, 422, 'signature_invalid');
    expect(badFields(answer)).toEqual(['signatures.1.signature']);
  });

  it('when one agent has signed it twice', async () => {
    const claim = signClaim(claimOf());
    const answer = await refuse('/v1/assert', { ...claim, signatures: [...claim.signatures, ...claim.signatures] });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(['signatures.1.agent_id']);
  });

  it('when it is signed as a record of another kind', async () => {
    const vote = VECTORS.votes[0]!;
    const source = { hash: 'cd'.repeat(32), agent_id: ALICE.agentId, timestamp: SIGNED_VOTE.timestamp, signature: vote.signature };
    expectProblem(await refuse('/v1/source', source), 422, 'source_signature_invalid');
  });

  it.each(byName(SENDABLE))('by the published vector "%s"', async (_name, { reason, message, ...vector }) => {
    const answer = await refuse('/v1/assert', bodyOf(MINIMAL, { ...vector, timestamp: Number(message.split('\n')[2]) }));
    const wellFormed = /^[0-9a-f]{128}$/.test(vector.signature);
    expectProblem(answer, wellFormed ? 422 : 400, wellFormed ? 'signature_invalid' : 'validation_failed');
    expect(answer.body['errors']).toEqual([{ path: 'signatures.0.signature', message: wellFormed ? reason : expect.any(String) }]);
  });

  it.each(byName(VECTORS.refused_claims))('as the published claim "%s"', async (_name, { path, json }) => {
    const answer = await refuse('/v1/assert', bodyOf({ json }, MINIMAL));
    expectProblem(answer, 400, 'validation_failed');
    // The vectors count an unknown field as a fault of the whole claim; the server names it.
    expect(badFields(answer)).toEqual([path || 'tier']);
  });

  it('when it is dated six minutes ahead of the server', async () => {
    const ahead = now() + 360;
    const claim = await refuse('/v1/assert', signClaim(claimOf(), [ALICE, BOB], ahead));
    expectProblem(claim, 422, 'timestamp_in_future');
    expect(badFields(claim)).toEqual(['signatures.0.timestamp', 'signatures.1.timestamp']);
    const vote = await refuse('/v1/vote', signVote(MINIMAL.address, 1, ALICE, ahead));
    expectProblem(vote, 422, 'vote_timestamp_in_future');
    expect(badFields(vote)).toEqual(['timestamp']);
    const source = await refuse('/v1/source', signSource({ hash: 'ef'.repeat(32) }, ALICE, ahead));
    expectProblem(source, 422, 'source_signature_invalid');
    expect(badFields(source)).toEqual(['timestamp']);
  });
});

describe('a signed record is accepted', () => {
  const outcome = ({ status, body }: Answer) => [status, body['hash'], body['status']];

  it('whole, before anybody flips a bit of it', async () => {
    expect(outcome(await accept('/v1/assert', signClaim(WHOLE_CLAIM)))).toEqual([201, addressOf(WHOLE_CLAIM), 'created']);
    await accept('/v1/assert', signClaim(claimOf()));
    expect((await accept('/v1/vote', SIGNED_VOTE)).status).toBe(201);
    expect(outcome(await accept('/v1/source', SIGNED_SOURCE))).toEqual([201, SIGNED_SOURCE.hash, 'created']);
  });

  it('when it is dated four minutes ahead of the server', async () => {
    const claim = claimOf({ subject: 'test://ahead' });
    expect((await accept('/v1/assert', signClaim(claim, ALICE, now() + 240))).status).toBe(201);
    expect((await accept('/v1/vote', signVote(addressOf(claim), 1, ALICE, now() + 240))).status).toBe(201);
    expect((await accept('/v1/source', signSource({ hash: 'cd'.repeat(32) }, ALICE, now() + 240))).status).toBe(201);
  });

  it.each(byName(VECTORS.claims))('as the published vector "%s", under its address', async (_name, vector) => {
    expect((await accept('/v1/assert', bodyOf(vector, vector))).body['hash']).toBe(vector.address);
    const path = `/v1/assertions/${vector.address}`;
    const { body } = await call(server.url, 'GET', path, { key: server.adminKey, headers: { 'x-namespace': 'accepting' } });
    expect(body).toMatchObject({ hash: vector.address, signatures: [{ agent_id: vector.agent_id, signature: vector.signature }] });
  });

  it.each(byName(VECTORS.votes))('as the published vote "%s", under its address', async (_name, { vote, address, signature }) => {
    const claim = VECTORS.claims.find((vector) => vector.address === vote.assertion_hash)!;
    await accept('/v1/assert', bodyOf(claim, claim));
    expect(outcome(await accept('/v1/vote', { ...vote, signature }))).toEqual([201, address, 'created']);
  });
});
