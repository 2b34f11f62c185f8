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
  return canonicalRecord({
    subject: claim.subject,
    predicate: claim.predicate,
    object: canonicalObject(claim.object),
    confidence: claim.confidence,
    source_hash: claim.source_hash,
    source_class: claim.source_class,
    source_metadata: claim.source_metadata,
    valid_from: claim.valid_from,
    valid_to: claim.valid_to,
    epoch: claim.epoch,
    parent_hash: claim.parent_hash,
    lifecycle: claim.lifecycle === 'Proposed' ? undefined : claim.lifecycle,
    narrative: claim.narrative,
    visual_hash: claim.visual_hash,
  });
}

function canonicalObject(object: ObjectValue): object {
  return { type: object.type, value: object.value };
}
