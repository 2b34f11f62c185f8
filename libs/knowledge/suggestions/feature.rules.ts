import { hash } from 'node:crypto';
import { MalformedConcept, parseConcept } from '@stemedb/knowledge/concepts';
import { trigramsOf } from './trigram.rules';

/**
 * Something that subjects can have in common, as 64 bits in decimal text. A trigram is its three characters of 21 bits
 * each, so it is positive; anything else is a negative hash, of which a collision only makes a candidate more.
 */
export type Feature = string;

const CHARACTER_BITS = 21n;
const SIGN = 1n << 63n;

/** Names are compared by so many of their trigrams at most. */
const MAX_TRIGRAMS = 64;

/** A predicate with an object, both as they are stored. */
export interface Fact {
  readonly predicate: string;
  /** Canonical JSON text. */
  readonly object: string;
}

/** By what a subject is recognised: its last two segments, or all of it where it has none. */
export function nameOf(subject: string): string {
  try {
    return parseConcept(subject).tail;
  } catch (error) {
    if (error instanceof MalformedConcept) return subject;
    throw error;
  }
}

/** The trigrams of a subject's name. */
export function nameTrigrams(subject: string): string[] {
  return trigramsOf(nameOf(subject)).slice(0, MAX_TRIGRAMS);
}

export function trigramFeature(trigram: string): Feature {
  const points = Array.from(trigram, (character) => BigInt(character.codePointAt(0) ?? 0));
  return points.reduce((bits, point) => (bits << CHARACTER_BITS) | point, 0n).toString();
}

export function tailFeature(subject: string): Feature {
  return hashed('tail', foldCase(nameOf(subject)));
}

/** Undefined for true and false, which are too common to say anything. */
export function factFeature({ predicate, object }: Fact): Feature | undefined {
  return object.startsWith('{"type":"Boolean"') ? undefined : hashed('fact', predicate, object);
}

export function foldCase(text: string): string {
  return text.toLowerCase();
}

function hashed(kind: string, ...parts: readonly string[]): Feature {
  const bits = BigInt(`0x${hash('sha256', JSON.stringify([kind, ...parts])).slice(0, 16)}`);
  return BigInt.asIntN(64, bits | SIGN).toString();
}
