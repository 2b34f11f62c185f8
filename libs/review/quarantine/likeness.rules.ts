import { hash } from 'node:crypto';
import type { Claim, ObjectValue } from '@stemedb/knowledge/claims';
import { jaccard, type Sketch, sketchOf } from './sketch.rules';

/** Texts that agree so far say the same. */
export const NEAR_DUPLICATE = 0.9;

/** What of a claim is compared with others. */
export type Compared = Omit<Claim, 'confidence' | 'source_class' | 'source_metadata' | 'vector'>;

/** Values of so many characters are prose, in which capitals, spaces and full stops mean nothing. */
const PROSE_LENGTH = 32;
/** Lenses take numbers for equal that differ by less than 1e-9 of themselves. */
const SIGNIFICANT_DIGITS = 9;

/** Marks at the end of a word, so that 1.5, a.b and :x stay what they are. */
const FINAL_MARKS = /[.,;:!…]+(?=\s|$)/g;
/** Whatever is not one plain space already. */
const SPACES = /\s{2,}|[^\S ]/g;
/** Digits of every script, of which those of ASCII are looked for faster. */
const MAYBE_NUMBER = /[0-9]|[^\0-\x7f]/;
const NUMBERS = /\p{Nd}+(?:[.,:]\p{Nd}+)*/gu;

function folded(prose: string): string {
  return prose.toLowerCase().replace(FINAL_MARKS, '').replace(SPACES, ' ').trim();
}

function foldedValue({ type, value }: ObjectValue): string {
  if (type === 'Number') return Number(value).toPrecision(SIGNIFICANT_DIGITS);
  const text = String(value);
  return type === 'Text' && text.length >= PROSE_LENGTH ? folded(text) : text;
}

/**
 * The key of everything that makes two claims different statements, so that only claims with the same key are compared:
 * who says it, about what, which value, on which evidence, for which time, and which numbers the narrative names. 64 bits
 * of a hash, as the decimal text of a signed PostgreSQL bigint.
 */
export function statementKey(claim: Compared, agentId: string): string {
  const numbers = claim.narrative === undefined || !MAYBE_NUMBER.test(claim.narrative) ? [] : (claim.narrative.match(NUMBERS) ?? []);
  const parts = [
    agentId,
    claim.subject,
    claim.predicate,
    claim.object.type,
    foldedValue(claim.object),
    claim.source_hash,
    claim.valid_from ?? null,
    claim.valid_to ?? null,
    claim.epoch ?? null,
    claim.parent_hash ?? null,
    claim.lifecycle ?? 'Proposed',
    claim.visual_hash ?? null,
    ...numbers,
  ];
  return BigInt.asIntN(64, BigInt(`0x${hash('sha256', JSON.stringify(parts)).slice(0, 16)}`)).toString();
}

/** What the text of a claim is made of. */
export type Worded = Pick<Claim, 'object' | 'narrative'>;

/**
 * Hardly a claim ever meets another one of its key. So short texts are sketched when they do; longer ones, of which
 * sketching many would hold everybody up, when they come.
 */
const LONG_TEXT = 4_096;

export function isLongText({ object, narrative }: Worded): boolean {
  return narrative !== undefined && narrative.length + String(object.value).length > LONG_TEXT;
}

/** The sketch of a claim, made once, and of a short text not before it is asked for. */
export type LazySketch = () => Sketch | null;

export function lazySketchOf({ object, narrative }: Worded): LazySketch {
  let made: Sketch | null | undefined;
  const sketch = (): Sketch | null => (made ??= sketchOfClaim({ object, narrative }));
  if (!isLongText({ object, narrative })) return sketch;
  const long = sketch();
  return () => long;
}

/** Of the text of a claim; null where that is its value alone, which claims of one key have in common. */
export function sketchOfClaim(claim: Worded): Sketch | null {
  return claim.narrative === undefined ? null : sketchOf(`${foldedValue(claim.object)}\n${folded(claim.narrative)}`);
}

/** How far the texts of two claims of one key agree, 0 to 1. */
export function likeness(claim: Pick<Claim, 'object'>, own: Sketch | null, other: Sketch | null): number {
  if (own === null && other === null) return 1;
  const bare = () => sketchOf(foldedValue(claim.object));
  return jaccard(own ?? bare(), other ?? bare());
}
