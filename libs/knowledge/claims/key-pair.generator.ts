import { randomBytes } from 'node:crypto';
import { keyPairFromSeed, type KeyPair } from './signature.rules';

/** A new agent, from the system's randomness: the one part of claims that is not a pure rule. */
export function generateKeyPair(): KeyPair {
  return keyPairFromSeed(randomBytes(32));
}
