import { SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import { lineArbitrary } from '@stemedb/knowledge/claims/testing';
import { parseConfig } from '@stemedb/platform/config';
import * as fc from 'fast-check';
import { FALLBACK_SOURCE_CLASS, inferSourceClass, parseSchemeClasses, schemeOf } from './concepts.rules';

const scheme = fc.stringMatching(/^[a-z][a-z0-9+.-]{0,8}$/);

describe('the scheme of a subject', () => {
  it.each([
    ['rfc://5246/tls', 'rfc'],
    ['a+b.c-1://x', 'a+b.c-1'],
    ['code://', 'code'],
    ['x://y://z', 'x'],
  ])('is what stands before ://, %s', (subject, expected) => {
    expect(schemeOf(subject)).toBe(expected);
  });

  it.each(['semaglutide', '', 'RFC://5246', '1rfc://x', '://x', 'rfc:/x', 'rfc:5246', ' rfc://x', 'see rfc://5246', 'r f c://x'])(
    'is none where the subject is plain: %j',
    (subject) => {
      expect(schemeOf(subject)).toBeUndefined();
    },
  );
});

describe('the classes of schemes', () => {
  it('are read from pairs, with blanks and empty parts between them', () => {
    expect([...parseSchemeClasses(' rfc=Regulatory, blog = Anecdotal ,,')]).toEqual([
      ['rfc', 'Regulatory'],
      ['blog', 'Anecdotal'],
    ]);
    expect([...parseSchemeClasses('')]).toEqual([]);
  });

  it('give back any list that can be written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(scheme, fc.constantFrom(...SOURCE_CLASSES)), { selector: ([name]) => name }), (pairs) => {
        expect([...parseSchemeClasses(pairs.map((pair) => pair.join('=')).join(','))]).toEqual(pairs);
      }),
    );
  });

  it.each([
    'rfc',
    'rfc=',
    '=Regulatory',
    'rfc=regulatory',
    'rfc=Nobody',
    'RFC=Regulatory',
    'rfc://=Regulatory',
    'rfc://x=Regulatory',
    'rfc=Regulatory=Clinical',
    'rfc=Regulatory;blog=Anecdotal',
  ])('refuse a pair that cannot be read, and name setting and pair: %s', (pair) => {
    expect(() => parseSchemeClasses(`ok=Expert,${pair}`)).toThrow(`STEMEDB_SOURCE_CLASS_BY_SCHEME: "${pair}" is not scheme=Class`);
  });

  it('can be read from the default setting', () => {
    const classes = parseSchemeClasses(parseConfig({}).STEMEDB_SOURCE_CLASS_BY_SCHEME);
    expect(Object.fromEntries(classes)).toEqual({
      rfc: 'Regulatory',
      fda: 'Regulatory',
      ietf: 'Regulatory',
      peer: 'Clinical',
      pubmed: 'Clinical',
      code: 'Expert',
      wiki: 'Expert',
      community: 'Community',
      blog: 'Anecdotal',
      anon: 'Anecdotal',
      reddit: 'Anecdotal',
    });
  });
});

describe('the class of a claim without one', () => {
  const classes = new Map<string, SourceClass>([['rfc', 'Regulatory']]);

  it('follows from the scheme of its subject', () => {
    expect(inferSourceClass('rfc://5246/tls', classes)).toBe('Regulatory');
  });

  it('is Expert where the scheme is unknown or the subject is plain', () => {
    expect(FALLBACK_SOURCE_CLASS).toBe('Expert');
    expect(
      ['drug://semaglutide', 'semaglutide', '__proto__://x', 'constructor://x', ''].map((subject) => inferSourceClass(subject, classes)),
    ).toEqual(Array.from({ length: 5 }, () => 'Expert'));
  });

  it('depends on nothing behind the scheme', () => {
    fc.assert(
      fc.property(scheme, lineArbitrary, lineArbitrary, (name, one, other) => {
        const known = new Map<string, SourceClass>([[name, 'Clinical']]);
        expect(inferSourceClass(`${name}://${one}`, known)).toBe('Clinical');
        expect(inferSourceClass(`${name}://${other}`, known)).toBe('Clinical');
      }),
    );
  });
});
