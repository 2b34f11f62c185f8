import { findProof, keyPairFromSeed, MAX_NONCE, type Proof, PROOF_WINDOW_SECONDS, proofBits, proofHash, proofMessage } from '@stemedb/knowledge/claims';

const AT = 1_735_689_600;
const AGENT = keyPairFromSeed(Buffer.alloc(32, 1)).agentId;
const OTHER = keyPairFromSeed(Buffer.alloc(32, 2)).agentId;
const BEYOND_32_BITS = 2 ** 32 + 5;
const TRIES = 10_000_000;

/** The first nonce from a place on whose proof has so many leading zero bits and not one more. */
function search(bits: number, from = 0n, timestamp = AT): Proof {
  const found = findProof(AGENT, timestamp, bits, from, TRIES);
  if (!found) throw new Error(`no nonce from ${from} on fits`);
  return proofBits(AGENT, found) === bits ? found : search(bits, found.nonce + 1n, timestamp);
}

/** The largest nonce has no next one, so here the time is what is tried. */
function ofLargestNonce(bits: number): Proof {
  for (let timestamp = AT; ; timestamp += 1) if (proofBits(AGENT, { nonce: MAX_NONCE, timestamp }) === bits) return { nonce: MAX_NONCE, timestamp };
}

/** Hard enough for whoever counts from the least significant bit of a byte, and for nobody else. */
function countedFromTheWrongEnd(bits: number): Proof {
  for (let nonce = 0n; ; nonce += 1n) {
    const proof = { nonce, timestamp: AT };
    const bytes = [...Buffer.from(proofHash(AGENT, proof), 'hex')];
    const reversed = bytes.map((byte) => [...byte.toString(2).padStart(8, '0')].reverse().join('')).join('');
    if (reversed.indexOf('1') >= bits && proofBits(AGENT, proof) < bits) return proof;
  }
}

function swapped(nonce: bigint): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(nonce);
  return bytes.readBigUInt64BE();
}

function accepted(name: string, proof: Proof, difficulty: number, serverTime = proof.timestamp) {
  return {
    name,
    agent_id: AGENT,
    nonce: String(proof.nonce),
    timestamp: proof.timestamp,
    message: proofMessage(AGENT, proof).toString('hex'),
    hash: proofHash(AGENT, proof),
    zero_bits: proofBits(AGENT, proof),
    difficulty,
    server_time: serverTime,
  };
}

function refused(name: string, reason: 'insufficient' | 'expired', proof: Proof, difficulty: number, changed: { agent_id?: string; server_time?: number } = {}) {
  const { nonce, timestamp } = proof;
  return { name, reason, agent_id: AGENT, nonce: String(nonce), timestamp, difficulty, server_time: timestamp, ...changed };
}

/** Proofs of work that a server accepts, and such that it refuses. Nonces are texts, because a double cannot hold them all. */
export function proofVectors() {
  const hard = search(16);
  return {
    proofs: [
      accepted('of a new agent', hard, 16),
      accepted('of an agent with ten claims', search(1), 1),
      accepted('harder than asked', search(12), 1),
      accepted('hash that begins with half a byte of zeros', search(4), 4),
      accepted('18 bits', search(18), 18),
      accepted('nonce past 2^53', search(8, 2n ** 53n + 1n), 8),
      accepted('nonce past 2^63', search(8, 2n ** 63n), 8),
      accepted('nonce near 2^64', search(10, MAX_NONCE - 1_000_000n), 10),
      accepted('largest nonce', ofLargestNonce(8), 8),
      accepted('timestamp past 2^32', search(8, 0n, BEYOND_32_BITS), 8),
      accepted('as late as can be', hard, 16, AT + PROOF_WINDOW_SECONDS),
      accepted('as early as can be', hard, 16, AT - PROOF_WINDOW_SECONDS),
    ],
    refused_proofs: [
      refused('one bit less than 16', 'insufficient', search(15), 16),
      refused('one bit less than 17', 'insufficient', hard, 17),
      refused('no bit', 'insufficient', search(0), 1),
      refused('another agent', 'insufficient', hard, 16, { agent_id: OTHER }),
      refused('another timestamp', 'insufficient', { ...hard, timestamp: AT + 1 }, 16),
      refused('next nonce', 'insufficient', { ...hard, nonce: hard.nonce + 1n }, 16),
      refused('nonce in big-endian', 'insufficient', { ...hard, nonce: swapped(hard.nonce) }, 16),
      refused('zeros at the wrong end of a byte', 'insufficient', countedFromTheWrongEnd(12), 12),
      refused('a second too late', 'expired', hard, 16, { server_time: AT + PROOF_WINDOW_SECONDS + 1 }),
      refused('a second too early', 'expired', hard, 16, { server_time: AT - PROOF_WINDOW_SECONDS - 1 }),
    ],
  };
}
