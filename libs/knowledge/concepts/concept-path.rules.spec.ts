import { toNfc } from '@stemedb/knowledge/claims';
import { lineArbitrary } from '@stemedb/knowledge/claims/testing';
import * as fc from 'fast-check';
import { canonicalSubject, formatConcept, MalformedConcept, parseConcept } from './concept-path.rules';

const scheme = fc.stringMatching(/^[a-z][a-z0-9+.-]{0,8}$/);
/** Segments as they come: some in need of normalization, some malformed. */
const rawSegment = fc
  .array(fc.oneof(fc.constantFrom('%41', '%7e', '%2f', '%2F', '%C3%a9', '%25', '%', '.', 'a', 'é', 'e\u0301', '%65', '\u0301', ' ', '-'), lineArbitrary), { maxLength: 6 })
  .map((parts) => parts.join(''));
const rawPath = fc.tuple(scheme, fc.array(rawSegment, { minLength: 1, maxLength: 18 })).map(([name, segments]) => `${name}://${segments.join('/')}`);
const canonicalSegment = fc.stringMatching(/^([A-Za-z0-9_~ é中-]|%2F|%25){1,8}$/).map(toNfc);

/** The parts of a path, undefined where it is malformed. */
function parsed(text: string) {
  try {
    return parseConcept(text);
  } catch (error) {
    if (error instanceof MalformedConcept) return undefined;
    throw error;
  }
}

describe('a concept path', () => {
  it('is its scheme and its segments, with everything above it', () => {
    expect(parseConcept('code://rust/app/tls/verify')).toEqual({
      scheme: 'code',
      segments: ['rust', 'app', 'tls', 'verify'],
      parent: 'code://rust/app/tls',
      ancestors: ['code://rust', 'code://rust/app', 'code://rust/app/tls'],
      leaf: 'verify',
      tail: 'tls/verify',
      canonical: 'code://rust/app/tls/verify',
    });
  });

  it('has no parent at the top, and one segment is a tail', () => {
    expect(parseConcept('drug://semaglutide')).toMatchObject({ parent: null, ancestors: [], leaf: 'semaglutide', tail: 'semaglutide' });
  });

  it.each([
    ['unreserved characters decoded', 'x://%41%7e%2D%5f%2e1', 'x://A~-_.1'],
    ['hex digits upper-cased', 'x://a%2fb%c3%a9', 'x://a%2Fb%C3%A9'],
    ['nothing decoded twice', 'x://%2541', 'x://%2541'],
    ['NFC', 'x://e\u0301', 'x://é'],
    ['NFC also of a decoded letter', 'x://%65\u0301', 'x://é'],
    ['everything else as it is', 'x://a b?c#d:e@f', 'x://a b?c#d:e@f'],
  ])('has one spelling: %s', (_what, text, canonical) => {
    expect(parseConcept(text).canonical).toBe(canonical);
  });

  it.each([
    ['no segment', 'x://', 'segment 1 is empty'],
    ['an empty segment', 'x://a//b', 'segment 2 is empty'],
    ['a slash at its end', 'x://a/', 'segment 2 is empty'],
    ['a slash at its beginning', 'x:///a', 'segment 1 is empty'],
    ['.', 'x://a/./b', 'segment 2 is "."'],
    ['..', 'x://a/..', 'segment 2 is ".."'],
    ['.. in disguise', 'x://a/%2e%2E/b', 'segment 2 is ".."'],
    ['a percent sign alone', 'x://a/100%', 'segment 2 has "%", which is no percent-encoding'],
    ['half a percent-encoding', 'x://%4', 'segment 1 has "%4", which is no percent-encoding'],
    ['a percent-encoding of other letters', 'x://%zz', 'segment 1 has "%zz", which is no percent-encoding'],
    ['an upper-case scheme', 'Code://a', 'the scheme "Code" is not [a-z][a-z0-9+.-]*'],
    ['a scheme that begins with a digit', '1x://a', 'the scheme "1x" is not'],
    ['an empty scheme', '://a', 'the scheme "" is not'],
    ['17 segments', `x://${Array.from({ length: 17 }, () => 'a').join('/')}`, '17 segments, expected at most 16'],
    ['a segment of 129 characters', `x://${'a'.repeat(129)}`, 'segment 1 has more than 128 characters'],
  ])('is malformed with %s, and the fault is named', (_what, text, message) => {
    expect(() => parseConcept(text)).toThrow(MalformedConcept);
    expect(() => parseConcept(text)).toThrow(message);
  });

  it('takes 16 segments of 128 characters each, counted after normalization', () => {
    const segments = Array.from({ length: 16 }, () => '😀'.repeat(128));
    expect(parseConcept(formatConcept('x', segments)).segments).toEqual(segments);
    expect(parseConcept(`x://${'%41'.repeat(128)}`).leaf).toBe('A'.repeat(128));
  });

  it('comes back from what it was formatted to', () => {
    fc.assert(
      fc.property(scheme, fc.array(canonicalSegment, { minLength: 1, maxLength: 16 }), (name, segments) => {
        expect(parseConcept(formatConcept(name, segments))).toMatchObject({ scheme: name, segments });
      }),
    );
  });

  it('has a canonical form that is its own canonical form, however it was spelled', () => {
    fc.assert(
      fc.property(rawPath, (text) => {
        const concept = parsed(text);
        fc.pre(concept !== undefined);
        expect(parseConcept(concept.canonical)).toEqual(concept);
        expect(formatConcept(concept.scheme ?? '', concept.segments)).toBe(concept.canonical);
        expect(concept.canonical).toBe(toNfc(concept.canonical));
      }),
    );
  });

  it('has a parent whose ancestors are its own, without the last', () => {
    fc.assert(
      fc.property(scheme, fc.array(canonicalSegment, { minLength: 1, maxLength: 16 }), (name, segments) => {
        const { parent, ancestors, leaf, tail, canonical } = parseConcept(formatConcept(name, segments));
        expect(ancestors).toHaveLength(segments.length - 1);
        expect(parent).toBe(ancestors.at(-1) ?? null);
        expect(canonical.endsWith(`/${leaf}`) && canonical.endsWith(`/${tail}`)).toBe(true);
        if (parent === null) return;
        expect(parseConcept(parent).ancestors).toEqual(ancestors.slice(0, -1));
        expect(`${parent}/${leaf}`).toBe(canonical);
      }),
    );
  });
});

describe('a plain subject', () => {
  it.each(['semaglutide', 'see rfc://5246', 'a/b', 'a:b', '100 %', 'rfc:5246', '..', 'a/b://c'])('has no hierarchy: %j', (subject) => {
    expect(parseConcept(subject)).toEqual({
      scheme: null,
      segments: [],
      parent: null,
      ancestors: [],
      leaf: subject,
      tail: subject,
      canonical: subject,
    });
  });
});

describe('the canonical form of a subject', () => {
  it('is the subject itself where it is no well-formed path', () => {
    expect(['x://%7e', 'x://a//b', 'plain %7e'].map(canonicalSubject)).toEqual(['x://~', 'x://a//b', 'plain %7e']);
  });
});
