import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordAddress, voteAddress } from './address.rules';
import { canonicalRecord } from './canonical.rules';
import { claimSchema } from './claim.schema';
import type { Vote } from './claim.types';
import { prepareClaim, verifySignatures } from './prepare.rules';
import { type Proof, PROOF_WINDOW_SECONDS, proofBits, proofHash, proofMessage } from './proof-of-work.rules';
import { assertionMessage, explainSignatureFailure, keyPairFromSeed, sign, voteMessage } from './signature.rules';
import {
  independentAddress,
  independentCanonical,
  independentProofHash,
  independentRecord,
  independentSignature,
  independentVerify,
  independentZeroBits,
} from './testing';

interface ClaimVector {
  name: string;
  json: string;
  same_address_as?: string;
  canonical: string;
  address: string;
  seed: string;
  agent_id: string;
  timestamp: number;
  message: string;
  signature: string;
}
interface VoteVector {
  name: string;
  vote: Vote;
  canonical: string;
  address: string;
  seed: string;
  message: string;
  signature: string;
}
interface OfferedProof {
  name: string;
  agent_id: string;
  nonce: string;
  timestamp: number;
  difficulty: number;
  server_time: number;
}
interface ProofVector extends OfferedProof {
  message: string;
  hash: string;
  zero_bits: number;
}
interface Vectors {
  claims: ClaimVector[];
  votes: VoteVector[];
  refused_signatures: {
    name: string;
    reason: string;
    agent_id: string;
    message: string;
    signature: string;
  }[];
  refused_claims: { name: string; json: string; path: string }[];
  proofs: ProofVector[];
  refused_proofs: (OfferedProof & { reason: string })[];
}

const root = join(__dirname, '../../..');
const file = readFileSync(join(root, 'docs/test-vectors.json'), 'utf8');
const vectors = JSON.parse(file) as Vectors;

const proofOf = ({ nonce, timestamp }: OfferedProof): Proof => ({ nonce: BigInt(nonce), timestamp });
const isTimely = ({ timestamp, server_time }: OfferedProof): boolean => Math.abs(server_time - timestamp) <= PROOF_WINDOW_SECONDS;

describe('published test vectors', () => {
  it('are ASCII, so that no tool can change the form of a text', () => {
    expect(file).toMatch(/^[\n -~]+$/);
  });

  it.each(vectors.claims)('claim: $name', (vector) => {
    const { agent_id, timestamp, signature, address, canonical } = vector;
    const claim = claimSchema.parse(JSON.parse(vector.json));
    const prepared = prepareClaim({ ...claim, signatures: [{ agent_id, timestamp, signature }] });
    expect(prepared).toMatchObject({ canonical, address });
    expect(verifySignatures(prepared)).toEqual([]);
    expect(assertionMessage(address, timestamp)).toBe(vector.message);
    const { agentId, secretKey } = keyPairFromSeed(Buffer.from(vector.seed, 'hex'));
    expect([agentId, sign(vector.message, secretKey)]).toEqual([agent_id, signature]);
  });

  it.each(vectors.claims)('claim, by an independent implementation: $name', (vector) => {
    const canonical = independentCanonical(JSON.parse(vector.json) as object);
    const address = independentAddress('assertion', canonical);
    expect([canonical, address]).toEqual([vector.canonical, vector.address]);
    const { agentId, signature } = independentSignature(vector.seed, vector.message);
    expect([agentId, signature]).toEqual([vector.agent_id, vector.signature]);
    expect(independentVerify(vector.agent_id, vector.signature, vector.message)).toBe(true);
  });

  it('share an address exactly where they say so', () => {
    const addresses = new Map(vectors.claims.map(({ name, address }) => [name, address]));
    const twins = vectors.claims.filter(({ same_address_as }) => same_address_as !== undefined);
    for (const { address, same_address_as } of twins) {
      expect(address).toBe(addresses.get(same_address_as ?? ''));
    }
    expect(new Set(addresses.values()).size).toBe(vectors.claims.length - twins.length);
  });

  it.each(vectors.votes)('vote: $name', (vector) => {
    const { vote, canonical, address, message } = vector;
    expect(canonicalRecord(vote)).toBe(canonical);
    expect([voteAddress(vote), recordAddress('vote', vote)]).toEqual([address, address]);
    expect(voteMessage(address)).toBe(message);
    const { agentId, secretKey } = keyPairFromSeed(Buffer.from(vector.seed, 'hex'));
    expect([agentId, sign(message, secretKey)]).toEqual([vote.agent_id, vector.signature]);
  });

  it.each(vectors.votes)('vote, by an independent implementation: $name', (vector) => {
    const canonical = independentRecord(vector.vote);
    expect(canonical).toBe(vector.canonical);
    expect(independentAddress('vote', canonical)).toBe(vector.address);
    expect(independentSignature(vector.seed, vector.message)).toEqual({
      agentId: vector.vote.agent_id,
      signature: vector.signature,
    });
  });

  it.each(vectors.refused_signatures)('refused signature: $name', (vector) => {
    const { agent_id, signature, message, reason } = vector;
    expect(explainSignatureFailure(agent_id, signature, message)).toBe(reason);
  });

  it.each(vectors.refused_signatures.filter(({ signature }) => /^[0-9a-f]{128}$/.test(signature)))(
    'refused signature, by an independent implementation: $name',
    ({ agent_id, signature, message }) => {
      expect(independentVerify(agent_id, signature, message)).toBe(false);
    },
  );

  it.each(vectors.refused_claims)('refused claim: $name', ({ json, path }) => {
    const result = claimSchema.safeParse(JSON.parse(json));
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it.each(vectors.proofs)('proof of work: $name', (vector) => {
    const proof = proofOf(vector);
    expect([proofMessage(vector.agent_id, proof).toString('hex'), proofHash(vector.agent_id, proof)]).toEqual([vector.message, vector.hash]);
    expect(proofBits(vector.agent_id, proof)).toBe(vector.zero_bits);
    expect(vector.zero_bits).toBeGreaterThanOrEqual(vector.difficulty);
    expect(isTimely(vector)).toBe(true);
  });

  it.each(vectors.proofs)('proof of work, by an independent implementation: $name', (vector) => {
    const hash = independentProofHash(vector.agent_id, BigInt(vector.nonce), vector.timestamp);
    expect([hash, independentZeroBits(hash)]).toEqual([vector.hash, vector.zero_bits]);
  });

  it.each(vectors.refused_proofs)('refused proof of work: $name', (vector) => {
    const isHardEnough = proofBits(vector.agent_id, proofOf(vector)) >= vector.difficulty;
    expect([isHardEnough, isTimely(vector)]).toEqual(vector.reason === 'expired' ? [true, false] : [false, true]);
    const hash = independentProofHash(vector.agent_id, BigInt(vector.nonce), vector.timestamp);
    expect(independentZeroBits(hash) >= vector.difficulty).toBe(isHardEnough);
  });
});

describe('documentation of signing', () => {
  const page = readFileSync(join(root, 'docs/signing.md'), 'utf8');
  const [first] = vectors.claims;

  it.each(['canonical', 'address', 'message', 'agent_id', 'signature'] as const)(
    'shows the %s of the first vector as a line or block of its own',
    (field) => {
      expect(page).toContain(`\n${first?.[field]}\n`);
    },
  );

  it('shows the claim of the first vector', () => {
    const [, claim] = /```json\n(.*?)```/s.exec(page) ?? [];
    expect(JSON.parse(claim ?? '')).toEqual(JSON.parse(first?.json ?? ''));
  });

  it('shows the hash of the first proof of work', () => {
    expect(page).toContain(`\n${vectors.proofs[0]?.message}\n`);
    expect(page).toContain(`\n${vectors.proofs[0]?.hash}\n`);
  });

  it('is enough for a client that shares no code with the server', () => {
    const client = join(root, 'examples/clients/javascript/client.mjs');
    const vectorFile = join(root, 'docs/test-vectors.json');
    const report = execFileSync(process.execPath, [client, 'vectors', vectorFile], { encoding: 'utf8' });
    const { claims, votes, refused_signatures, proofs, refused_proofs } = vectors;
    for (const [section, list] of Object.entries({ claims, votes, refused_signatures, proofs, refused_proofs })) {
      expect(report).toContain(`${section}: ${list.length} of ${list.length} agree`);
    }
  });
});
