import { characterCount, type Claim } from '@stemedb/knowledge/claims';

/** A claim below this score is held back. */
export const LEAST_QUALITY = 0.4;

const WEIGHTS = { entropy: 0.4, length: 0.2, structure: 0.2, trust: 0.2 } as const;
/** Bits a character from which on a text counts as varied; English prose has about 4. */
const VARIED_BITS = 3.5;
/** The beginning of a long narrative tells as much as the whole. */
const MEASURED_LENGTH = 2_000;
/** Subject and predicate of fewer characters say little; texts of fewer have no repetition to speak of. */
const ENOUGH_CHARACTERS = 3;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** What a score is made of, each 0 to 1. */
export interface Quality {
  readonly entropy: number;
  readonly length: number;
  readonly structure: number;
  readonly trust: number;
  readonly score: number;
}

type Judged = Pick<Claim, 'subject' | 'predicate' | 'object' | 'narrative'>;

/**
 * How much a claim looks like something that somebody meant. It is a floor against rubbish and no measure of truth.
 *
 * @param trust of the signer who is trusted most, 0 to 1
 */
export function qualityOf(claim: Judged, trust: number): Quality {
  const text = claim.subject + claim.predicate + String(claim.object.value) + (claim.narrative ?? '');
  const entropy = Math.min(1, bitsPerCharacter(text) / VARIED_BITS);
  const { length, structure } = formOf(claim);
  return { entropy, length, structure, trust, score: WEIGHTS.entropy * entropy + withoutEntropy(length, structure, trust) };
}

/** Whether a claim scores below the least. What is well-formed cannot, and its characters need not be counted. */
export function isLowQuality(claim: Judged, trust: number): boolean {
  const { length, structure } = formOf(claim);
  return withoutEntropy(length, structure, trust) < LEAST_QUALITY && qualityOf(claim, trust).score < LEAST_QUALITY;
}

function withoutEntropy(length: number, structure: number, trust: number): number {
  return WEIGHTS.length * length + WEIGHTS.structure * structure + WEIGHTS.trust * trust;
}

/** Subject, predicate and value. */
const PARTS = 3;

function formOf({ subject, predicate, object }: Judged): { readonly length: number; readonly structure: number } {
  const named = [subject, predicate];
  // A number or a truth value has its form by its type.
  const formless = object.type === 'Text' || object.type === 'Reference' ? [...named, object.value] : named;
  return {
    length: named.filter(isLongEnough).length / named.length,
    structure: (formless.filter(isStructured).length + PARTS - formless.length) / PARTS,
  };
}

/** A character takes two code units at most. */
function isLongEnough(text: string): boolean {
  return text.length >= 2 * ENOUGH_CHARACTERS || characterCount(text) >= ENOUGH_CHARACTERS;
}

/** Has a letter or a digit, and is no repetition of one character. */
function isStructured(text: string): boolean {
  return LETTER_OR_DIGIT.test(text) && (!isLongEnough(text) || !isRepetition(text));
}

function isRepetition(text: string): boolean {
  const [first = ''] = text;
  return text === first.repeat(text.length / first.length);
}

/** Shannon entropy of the characters, of which those of ASCII are counted without a map. */
export function bitsPerCharacter(text: string): number {
  const length = Math.min(text.length, MEASURED_LENGTH);
  const plain = new Uint16Array(128);
  const others = new Map<number, number>();
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < plain.length) plain[unit] = (plain[unit] ?? 0) + 1;
    else others.set(unit, (others.get(unit) ?? 0) + 1);
  }
  let bits = 0;
  const add = (count: number): void => {
    if (count > 0) bits -= (count / length) * Math.log2(count / length);
  };
  plain.forEach(add);
  others.forEach(add);
  return bits;
}
