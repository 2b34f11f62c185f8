import { ed25519 } from '@noble/curves/ed25519.js';
import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A second implementation of the canonical form, the address, the signature and the proof of work, which shares no
 * line and no library with the first: where both agree, neither is likely to be wrong.
 */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

function jcs(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value.normalize('NFC'));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push([key.normalize('NFC'), member]);
  }
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jcs(member)}`).join(',')}}`;
}

const NOT_IN_ADDRESS = ['signatures', 'vector'];

export function independentCanonical(claim: object): string {
  const statement: Record<string, Json> = { source_hash: '0'.repeat(64), ...claim };
  for (const key of NOT_IN_ADDRESS) delete statement[key];
  if (statement.lifecycle === 'Proposed') delete statement.lifecycle;
  return jcs(statement);
}

export function independentRecord(body: object): string {
  return jcs(body as Json);
}

export function independentAddress(kind: string, canonical: string): string {
  return bytesToHex(blake3(utf8ToBytes(`stemedb/${kind}/v1\n${canonical}`)));
}

export function independentSignature(seed: string, message: string) {
  const secret = hexToBytes(seed);
  return {
    agentId: bytesToHex(ed25519.getPublicKey(secret)),
    signature: bytesToHex(ed25519.sign(utf8ToBytes(message), secret)),
  };
}

/** Strict verification; the check of R stands here because the library leaves it out. */
export function independentVerify(agentId: string, signature: string, message: string): boolean {
  try {
    if (ed25519.Point.fromHex(signature.slice(0, 64)).isSmallOrder()) return false;
    const [bytes, key] = [hexToBytes(signature), hexToBytes(agentId)];
    return ed25519.verify(bytes, utf8ToBytes(message), key, { zip215: false });
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** BLAKE3 of a proof of work: nonce, agent and timestamp, the numbers with 64 bits, little-endian. */
export function independentProofHash(agentId: string, nonce: bigint, timestamp: number): string {
  const littleEndian = (value: bigint) => Array.from({ length: 8 }, (_unused, index) => Number((value >> BigInt(8 * index)) & 255n));
  return bytesToHex(blake3(Uint8Array.from([...littleEndian(nonce), ...hexToBytes(agentId), ...littleEndian(BigInt(timestamp))])));
}

/** Bits before the first that is set, of a hash in hex. */
export function independentZeroBits(hash: string): number {
  const bits = [...hash].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return bits.includes('1') ? bits.indexOf('1') : bits.length;
}
