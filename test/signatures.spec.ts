import type { SignedClaim } from '@stemedb/knowledge/claims';
import { badFields, expectProblem } from './support/problems';
import { newAgent, number, signClaim, signSource, signVote, signingTime, text } from './support/signing';
import { startTestApp, type TestApp } from './support/server';
import { bodyOf, readVectors } from './support/vectors';
import type { BatchBody, Page, WriteBody } from './support/wire.types';

const vectors = readVectors();
const minimal = vectors.claims[0]!;
const REFUSED = { 'x-namespace': 'refused' };
const ACCEPTED = { 'x-namespace': 'accepted' };

/** A claim with every field that is part of its address. */
const wholeClaim = () =>
  signClaim({
    subject: 'drug://semaglutide/half_life',
    predicate: 'days',
    object: text('about a week'),
    confidence: 0.5,
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
  }).body;

/** The lowest bit of the last character of a text, of one hex digit, or of a double. */
const flipText = (value: string) => value.slice(0, -1) + String.fromCharCode(value.charCodeAt(value.length - 1) ^ 1);
const flipHex = (value: string, bit: number) => {
  const bytes = Buffer.from(value, 'hex');
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return bytes.toString('hex');
};
const flipDouble = (value: number) => {
  const double = Buffer.alloc(8);
  double.writeDoubleLE(value);
  double[0]! ^= 1;
  return double.readDoubleLE();
};

const resigned = (claim: SignedClaim, change: Partial<SignedClaim['signatures'][0]>): SignedClaim => ({
  ...claim,
  signatures: [{ ...claim.signatures[0]!, ...change }],
});

/** One change of one bit, or the nearest thing to it in a word of a closed list. */
const FLIPS: Readonly<Record<string, (claim: SignedClaim) => SignedClaim>> = {
  subject: (claim) => ({ ...claim, subject: flipText(claim.subject) }),
  predicate: (claim) => ({ ...claim, predicate: flipText(claim.predicate) }),
  'object.type': (claim) => ({ ...claim, object: { type: 'Reference', value: 'about a week' } }),
  'object.value': (claim) => ({ ...claim, object: text(flipText('about a week')) }),
  confidence: (claim) => ({ ...claim, confidence: flipDouble(claim.confidence) }),
  source_hash: (claim) => ({ ...claim, source_hash: flipHex(claim.source_hash, 9) }),
  source_class: (claim) => ({ ...claim, source_class: 'Regulatory' }),
  source_metadata: (claim) => ({ ...claim, source_metadata: { title: 'Report', pages: [3, 1, 3] } }),
  'key of source_metadata': (claim) => ({ ...claim, source_metadata: { titld: 'Report', pages: [3, 1, 2] } }),
  valid_from: (claim) => ({ ...claim, valid_from: claim.valid_from! ^ 1 }),
  valid_to: (claim) => ({ ...claim, valid_to: claim.valid_to! ^ 1 }),
  epoch: (claim) => ({ ...claim, epoch: flipText(claim.epoch!) }),
  parent_hash: (claim) => ({ ...claim, parent_hash: flipHex(claim.parent_hash!, 200) }),
  lifecycle: (claim) => ({ ...claim, lifecycle: 'UnderReview' }),
  'lifecycle, left out': ({ lifecycle: _lifecycle, ...claim }) => claim,
  narrative: (claim) => ({ ...claim, narrative: flipText(claim.narrative!) }),
  visual_hash: (claim) => ({ ...claim, visual_hash: flipHex(claim.visual_hash!, 0) }),
  timestamp: (claim) => resigned(claim, { timestamp: claim.signatures[0]!.timestamp ^ 1 }),
};

describe('a signed record', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  /** Sends a record that is to be refused. */
  const refuse = (path: string, body: unknown) => app.call('POST', path, { body, headers: REFUSED });

  const expectNothingWritten = async () => {
    for (const path of ['/v1/query', '/v1/agents', '/v1/sources']) {
      const { body } = await app.call<Page<unknown>>('GET', path, { headers: REFUSED });
      expect({ path, items: body.items }).toEqual({ path, items: [] });
    }
  };

  it('is accepted whole when its signature holds', async () => {
    const { status } = await app.call('POST', '/v1/assert', { body: wholeClaim(), headers: ACCEPTED });
    expect(status).toBe(201);
  });

  it.each(Object.keys(FLIPS))('is refused after one flipped bit in %s', async (field) => {
    const problem = expectProblem(await refuse('/v1/assert', FLIPS[field]!(wholeClaim())), 422, 'signature_invalid');
    expect(problem.errors).toEqual([{ path: 'signatures.0.signature', message: 'mismatch' }]);
    await expectNothingWritten();
  });

  it('is refused after any flipped bit of the signature and of the agent_id', async () => {
    const claim = wholeClaim();
    const { agent_id, signature } = claim.signatures[0]!;
    const forged = [
      ...Array.from({ length: 512 }, (_unused, bit) => resigned(claim, { signature: flipHex(signature, bit) })),
      ...Array.from({ length: 256 }, (_unused, bit) => resigned(claim, { agent_id: flipHex(agent_id, bit) })),
    ];
    const { body } = await app.call<BatchBody>('POST', '/v1/assert/batch', { body: forged, headers: REFUSED });
    expect(new Set(body.results.map((result) => result.error?.code))).toEqual(new Set(['signature_invalid']));
    expect(body.summary).toMatchObject({ failed: 768, created: 0 });
    await expectNothingWritten();
  });

  it.each(['assertion_hash', 'weight', 'timestamp', 'signature', 'agent_id'] as const)('is refused as a vote after one flipped bit in %s', async (field) => {
    const { hash } = (await app.call<WriteBody>('POST', '/v1/assert', { body: signClaim().body, headers: ACCEPTED })).body;
    const { body } = signVote(hash, 0.5);
    const value = body[field];
    const changed = typeof value === 'string' ? flipHex(value, 5) : field === 'weight' ? flipDouble(value) : value ^ 1;
    const answer = await app.call('POST', '/v1/vote', { body: { ...body, [field]: changed }, headers: ACCEPTED });
    expectProblem(answer, 422, 'vote_signature_invalid');
    const { body: assertion } = await app.call<{ votes: unknown[] }>('GET', `/v1/assertions/${hash}`, { headers: ACCEPTED });
    expect(assertion.votes).toEqual([]);
  });

  it.each(['hash', 'title', 'timestamp', 'signature', 'agent_id'] as const)('is refused as a source after a change of its %s', async (field) => {
    const signed = signSource({ hash: 'ab'.repeat(32), title: 'Label', source_class: 'Regulatory' }, newAgent());
    const value = signed[field];
    const changed = typeof value === 'number' ? value ^ 1 : field === 'title' ? flipText(value) : flipHex(value, 5);
    expectProblem(await refuse('/v1/source', { ...signed, [field]: changed }), 422, 'source_signature_invalid');
    await expectNothingWritten();
  });

  it('is refused when another key has signed it', async () => {
    const [claimant, forger] = [newAgent(), newAgent()];
    const { body } = signClaim({}, forger);
    const answer = await refuse('/v1/assert', resigned(body, { agent_id: claimant.agentId }));
    expectProblem(answer, 422, 'signature_invalid');
    await expectNothingWritten();
  });

  it('is refused when one of its two signatures does not hold, and names that one', async () => {
    const { body } = signClaim({}, [newAgent(), newAgent()]);
    const [sound, other] = body.signatures;
    const answer = await refuse('/v1/assert', { ...body, signatures: [sound, { ...other, signature: sound!.signature }] });
    expect(badFields(expectProblem(answer, 422, 'signature_invalid'))).toEqual(['signatures.1.signature']);
    await expectNothingWritten();
  });

  it('is refused when one agent has signed it twice', async () => {
    const { body } = signClaim();
    const answer = await refuse('/v1/assert', { ...body, signatures: [...body.signatures, ...body.signatures] });
    expect(badFields(expectProblem(answer, 400, 'validation_failed'))).toEqual(['signatures.1.agent_id']);
    await expectNothingWritten();
  });

  it.each(vectors.refused_signatures.map((vector) => [vector.name, vector] as const))('is refused by the published vector "%s"', async (_name, vector) => {
    const [, address, time] = vector.message.split('\n');
    // The message of a vote has no time of its own, and its address is sent with the claim's.
    const timestamp = time === undefined ? minimal.timestamp : Number(time);
    const body = bodyOf(minimal, { ...vector, timestamp });
    const elsewhere = address !== minimal.address || time === undefined;
    if (elsewhere) return expectForeignMessageRefused(vector);
    const wellFormed = /^[0-9a-f]{128}$/.test(vector.signature);
    const problem = expectProblem(await refuse('/v1/assert', body), wellFormed ? 422 : 400, wellFormed ? 'signature_invalid' : 'validation_failed');
    expect(problem.errors).toEqual([{ path: 'signatures.0.signature', message: wellFormed ? vector.reason : expect.any(String) }]);
    await expectNothingWritten();
  });

  /** A signature that belongs to another address or another kind of record, under a claim that it does not fit. */
  const expectForeignMessageRefused = async (vector: { agent_id: string; signature: string }) => {
    const { body } = signClaim({ object: number(1) });
    expectProblem(await refuse('/v1/assert', resigned(body, vector)), 422, 'signature_invalid');
    await expectNothingWritten();
  };

  it('may run four minutes ahead of the server', async () => {
    const ahead = signingTime() + 60 + 240;
    const claim = await app.call<WriteBody>('POST', '/v1/assert', { body: signClaim({}, newAgent(), ahead).body, headers: ACCEPTED });
    expect(claim.status).toBe(201);
    const vote = await app.call('POST', '/v1/vote', { body: signVote(claim.body.hash, 1, newAgent(), ahead).body, headers: ACCEPTED });
    expect(vote.status).toBe(201);
    const source = signSource({ hash: 'cd'.repeat(32) }, newAgent(), ahead);
    expect((await app.call('POST', '/v1/source', { body: source, headers: ACCEPTED })).status).toBe(201);
  });

  it('may not run six minutes ahead of the server', async () => {
    const ahead = signingTime() + 60 + 360;
    const claim = expectProblem(await refuse('/v1/assert', signClaim({}, newAgent(), ahead).body), 422, 'timestamp_in_future');
    expect(badFields(claim)).toEqual(['signatures.0.timestamp']);
    const vote = signVote('ab'.repeat(32), 1, newAgent(), ahead).body;
    expect(badFields(expectProblem(await refuse('/v1/vote', vote), 422, 'vote_timestamp_in_future'))).toEqual(['timestamp']);
    const source = signSource({ hash: 'ef'.repeat(32) }, newAgent(), ahead);
    expect(badFields(expectProblem(await refuse('/v1/source', source), 422, 'source_signature_invalid'))).toEqual(['timestamp']);
    await expectNothingWritten();
  });

  it.each(vectors.claims.map((vector) => [vector.name, vector] as const))('of the published vector "%s" is accepted under its address', async (_name, vector) => {
    const answer = await app.call<WriteBody>('POST', '/v1/assert', { body: bodyOf(vector, vector), headers: ACCEPTED });
    expect(answer.body).toMatchObject({ hash: vector.address, status: expect.stringMatching(/^(created|duplicate)$/) });
    const read = await app.call('GET', `/v1/assertions/${vector.address}`, { headers: ACCEPTED });
    expect(read.body).toMatchObject({ hash: vector.address, signatures: [{ signature: vector.signature }] });
  });

  it.each(vectors.refused_claims.map((vector) => [vector.name, vector] as const))('of the published vector "%s" is refused', async (_name, vector) => {
    const problem = expectProblem(await refuse('/v1/assert', bodyOf(vector, minimal)), 400, 'validation_failed');
    // An unknown field is a fault of the claim as a whole, which the server names by the field all the same.
    expect(badFields(problem)).toEqual([vector.path || 'tier']);
    await expectNothingWritten();
  });

  it.each(vectors.votes.map((vector) => [vector.name, vector] as const))('of the published vector "%s" is accepted as a vote', async (_name, vector) => {
    const target = vectors.claims.find((claim) => claim.address === vector.vote['assertion_hash'])!;
    await app.call('POST', '/v1/assert', { body: bodyOf(target, target), headers: ACCEPTED });
    const body = { ...vector.vote, signature: vector.signature };
    const answer = await app.call<WriteBody>('POST', '/v1/vote', { body, headers: ACCEPTED });
    expect({ status: answer.status, hash: answer.body.hash }).toEqual({ status: 201, hash: vector.address });
  });
});
