import canonicalize from 'canonicalize';
import type { Claim, JsonObject, ObjectValue } from './claim.types';
import { normalizeJson } from './json.rules';
import { toNfc } from './text.rules';

/** Records are flat; what is nested deeper is refused before a walk could exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * RFC 8785 (JCS) text of a JSON value, exactly as it stands: no string is normalised, and members
 * that are undefined are left out. -0 is written `0`.
 *
 * @throws Error for undefined, NaN, infinities, lone surrogates and values that hold themselves
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('expected a JSON value');
  return text;
}

/**
 * The text that is hashed for a record: JCS of the value with every string and key in NFC.
 * Members that are undefined are left out.
 *
 * @throws UnstorableJson for what normalizeJson refuses, besides the errors of canonicalJson
 */
export function canonicalRecord(value: object): string {
  const text = canonicalJson(value);
  // Whatever is a piece of a text in NFC is in NFC as well, so an unchanged whole needs no walk.
  if (toNfc(text) === text) return text;
  return canonicalJson(normalizeJson(JSON.parse(text) as JsonObject, MAX_DEPTH).value);
}

/**
 * The canonical text of a claim: UTF-8 encoded, it is what the address hashes. Signatures and
 * vector are no part of it, neither is an inferred source class, and `Proposed` is left out
 * because it is what a claim is whose writer says nothing.
 */
export function canonicalClaim(claim: Claim): string {
  const text = claimText(claim);
  return toNfc(text) === text ? text : canonicalRecord(JSON.parse(text) as object);
}

/** Canonical text of an object alone, as it stands in that of its claim. */
export function canonicalObject({ type, value }: ObjectValue): string {
  return `{"type":${scalar(type)},"value":${scalar(value)}}`;
}

/**
 * What canonicalJson gives for a claim, five times as fast: the members are known, so they stand here in the order that
 * JCS sorts them into, and ECMAScript's own JSON is JCS for strings and numbers. A third of a claim's garbage came from
 * sorting what is always the same.
 */
function claimText(claim: Claim): string {
  const lifecycle = claim.lifecycle === 'Proposed' ? undefined : claim.lifecycle;
  const metadata = claim.source_metadata;
  return (
    `{"confidence":${scalar(claim.confidence)}${member('epoch', claim.epoch)}${member('lifecycle', lifecycle)}` +
    `${member('narrative', claim.narrative)},"object":${canonicalObject(claim.object)}` +
    `${member('parent_hash', claim.parent_hash)},"predicate":${scalar(claim.predicate)}` +
    `${member('source_class', claim.source_class)},"source_hash":${scalar(claim.source_hash)}` +
    `${metadata === undefined ? '' : `,"source_metadata":${canonicalJson(metadata)}`},"subject":${scalar(claim.subject)}` +
    `${member('valid_from', claim.valid_from)}${member('valid_to', claim.valid_to)}${member('visual_hash', claim.visual_hash)}}`
  );
}

function member(name: string, value: string | number | undefined): string {
  return value === undefined ? '' : `,"${name}":${scalar(value)}`;
}

function scalar(value: string | number | boolean): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} is not allowed in JSON`);
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('A lone surrogate is no text');
  return JSON.stringify(value);
}
