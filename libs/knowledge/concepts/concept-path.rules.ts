import { characterCount, toNfc } from '@stemedb/knowledge/claims';

/** A subject taken apart. A plain subject has no scheme, no segments and no hierarchy; it is its own leaf and tail. */
export interface ConceptPath {
  readonly scheme: string | null;
  readonly segments: readonly string[];
  /** The path without its last segment; null at the top. */
  readonly parent: string | null;
  /** The paths above, from the top down; the last one is the parent. */
  readonly ancestors: readonly string[];
  readonly leaf: string;
  /** The last two segments: by it the same thing is recognised below different tops. */
  readonly tail: string;
  readonly canonical: string;
}

/** A text that looks like a concept path and is none; the message says what is wrong with it. */
export class MalformedConcept extends Error {}

export const MAX_SEGMENTS = 16;
export const MAX_SEGMENT_CHARACTERS = 128;

const SCHEME = /^[a-z][a-z0-9+.-]*$/;
/** What stands before `://` in one word claims to be a scheme; "see rfc://5246" is a plain text about a path. */
const SCHEME_PART = /^([^\s/]*):\/\//;
const TAIL_SEGMENTS = 2;

/**
 * Takes a subject apart. Percent-encoding is normalized (RFC 3986, 6.2.2): unreserved characters are decoded, hex digits
 * upper-cased, so that each path has one spelling.
 *
 * @throws MalformedConcept naming the fault
 */
export function parseConcept(text: string): ConceptPath {
  const subject = toNfc(text);
  const scheme = SCHEME_PART.exec(subject)?.[1];
  if (scheme === undefined) return plainConcept(subject);
  if (!SCHEME.test(scheme)) throw new MalformedConcept(`the scheme "${scheme}" is not [a-z][a-z0-9+.-]*`);
  const segments = subject.slice(scheme.length + '://'.length).split('/').map(normalizeSegment);
  if (segments.length > MAX_SEGMENTS) throw new MalformedConcept(`${segments.length} segments, expected at most ${MAX_SEGMENTS}`);
  segments.forEach(refuseBadSegment);
  const ancestors = segments.slice(1).map((_segment, index) => formatConcept(scheme, segments.slice(0, index + 1)));
  return {
    scheme,
    segments,
    parent: ancestors.at(-1) ?? null,
    ancestors,
    leaf: segments.at(-1) ?? '',
    tail: segments.slice(-TAIL_SEGMENTS).join('/'),
    canonical: formatConcept(scheme, segments),
  };
}

/** The path of segments in canonical form. */
export function formatConcept(scheme: string, segments: readonly string[]): string {
  return `${scheme}://${segments.join('/')}`;
}

/** The canonical form of a subject; a subject that is no well-formed path is taken as plain text and stays what it is. */
export function canonicalSubject(subject: string): string {
  try {
    return parseConcept(subject).canonical;
  } catch (error) {
    if (error instanceof MalformedConcept) return subject;
    throw error;
  }
}

function plainConcept(canonical: string): ConceptPath {
  return { scheme: null, segments: [], parent: null, ancestors: [], leaf: canonical, tail: canonical, canonical };
}

const PERCENT = /%([0-9A-Fa-f]{2})?/g;
const UNRESERVED = /^[A-Za-z0-9._~-]$/;

/** A decoded letter may combine with a mark behind it, hence the NFC once more. */
function normalizeSegment(segment: string, index: number): string {
  const decoded = segment.replace(PERCENT, (_encoded, digits: string | undefined, offset: number) => {
    if (digits === undefined) {
      throw new MalformedConcept(`segment ${index + 1} has "${segment.slice(offset, offset + 3)}", which is no percent-encoding`);
    }
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return UNRESERVED.test(character) ? character : `%${digits.toUpperCase()}`;
  });
  return toNfc(decoded);
}

function refuseBadSegment(segment: string, index: number): void {
  const name = `segment ${index + 1}`;
  if (segment === '') throw new MalformedConcept(`${name} is empty`);
  if (segment === '.' || segment === '..') throw new MalformedConcept(`${name} is "${segment}"`);
  if (characterCount(segment) > MAX_SEGMENT_CHARACTERS) {
    throw new MalformedConcept(`${name} has more than ${MAX_SEGMENT_CHARACTERS} characters`);
  }
}
