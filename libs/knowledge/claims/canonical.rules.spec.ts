import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { canonicalClaim, canonicalJson, canonicalObject, canonicalRecord } from './canonical.rules';
import type { Claim } from './claim.types';
import { claimArbitrary, doubleArbitrary, independentCanonical, metadataArbitrary } from './testing';

const vectors = join(__dirname, 'testdata', 'jcs');
const read = (folder: string, name: string) => readFileSync(join(vectors, folder, name), 'utf8');

const CLAIM: Claim = {
  subject: 'a',
  predicate: 'b',
  object: { type: 'Number', value: 1 },
  confidence: 1,
  source_hash: '0'.repeat(64),
};

describe('canonical JSON', () => {
  it.each(readdirSync(join(vectors, 'input')))('agrees with the published vector %s', (name) => {
    expect(canonicalJson(JSON.parse(read('input', name)))).toBe(read('output', name).trimEnd());
  });

  it('gives every finite double back', () => {
    fc.assert(
      fc.property(doubleArbitrary, (number) => {
        const again: unknown = JSON.parse(canonicalJson(number));
        expect(again).toBe(number + 0);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [-0, '0'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [1e-6, '0.000001'],
    [1e-7, '1e-7'],
    [5e-324, '5e-324'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [0.1 + 0.2, '0.30000000000000004'],
    [2 ** 53, '9007199254740992'],
  ])('writes %d as %s', (number, text) => {
    expect(canonicalJson(number)).toBe(text);
  });

  it('leaves out members that are undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d', (number) => {
    expect(() => canonicalJson({ number })).toThrow('not allowed');
  });

  it('refuses undefined', () => {
    expect(() => canonicalJson(undefined)).toThrow('expected a JSON value');
  });

  it.each(['\ud800', '\\\udfff', 'a\udc00b'])('refuses the lone surrogate in %j', (text) => {
    expect(() => canonicalJson({ text })).toThrow(/surrogate/i);
    expect(() => canonicalJson({ [text]: 1 })).toThrow(/surrogate/i);
  });

  it('takes a backslash before the letters ud800 for what it is', () => {
    expect(canonicalJson('\\ud800')).toBe('"\\\\ud800"');
  });
});

describe('canonical record', () => {
  it('is the same for every spelling of the same text', () => {
    fc.assert(
      fc.property(metadataArbitrary, (body) => {
        const respelled = JSON.parse(JSON.stringify(body).normalize('NFD')) as object;
        expect(canonicalRecord(respelled)).toBe(canonicalRecord(body));
      }),
    );
  });

  it('sorts keys by UTF-16 code units after they are in NFC', () => {
    // In NFC the Hebrew letter is two characters that sort before the emoji.
    expect(canonicalRecord({ '😀': 1, '\ufb33': 2, '\uffe5': 3 })).toBe(
      '{"\u05d3\u05bc":2,"😀":1,"\uffe5":3}',
    );
  });

  it('does not compose a mark with the letter of an escape', () => {
    expect(canonicalRecord({ a: '\n\u0303' })).toBe('{"a":"\\n\u0303"}');
  });

  it('refuses keys that become equal', () => {
    expect(() => canonicalRecord({ '\u00e9': 1, 'e\u0301': 2 })).toThrow('differ');
  });
});

describe('canonical claim', () => {
  it('has the keys of the statement only', () => {
    const signed = { ...CLAIM, signatures: [], vector: [1], extra: 1 };
    expect(canonicalClaim(signed)).toBe(
      `{"confidence":1,"object":{"type":"Number","value":1},"predicate":"b",` +
        `"source_hash":"${'0'.repeat(64)}","subject":"a"}`,
    );
  });

  it('has the type and value of the object only', () => {
    const object = { ...CLAIM.object, unit: 'kg' };
    expect(canonicalClaim({ ...CLAIM, object })).toBe(canonicalClaim(CLAIM));
  });

  it('leaves out the lifecycle Proposed and no other', () => {
    expect(canonicalClaim({ ...CLAIM, lifecycle: 'Proposed' })).toBe(canonicalClaim(CLAIM));
    expect(canonicalClaim({ ...CLAIM, lifecycle: 'Approved' })).toContain('"lifecycle":"Approved"');
  });

  it('has a source class only where the writer declared it', () => {
    expect(canonicalClaim(CLAIM)).not.toContain('source_class');
    expect(canonicalClaim({ ...CLAIM, source_class: 'Expert' })).toContain('"source_class":"Expert"');
  });

  it('writes -0 as 0', () => {
    const zero = (value: number): Claim => ({ ...CLAIM, object: { type: 'Number', value } });
    expect(canonicalClaim(zero(-0))).toBe(canonicalClaim(zero(0)));
  });

  it('is what the library makes of its members', () => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        const lifecycle = claim.lifecycle === 'Proposed' ? undefined : claim.lifecycle;
        expect(canonicalClaim(claim)).toBe(canonicalRecord({ ...claim, lifecycle }));
        expect(canonicalObject(claim.object)).toBe(canonicalJson(claim.object));
      }),
      { numRuns: 500 },
    );
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d', (number) => {
    expect(() => canonicalClaim({ ...CLAIM, confidence: number })).toThrow('not allowed');
    expect(() => canonicalObject({ type: 'Number', value: number })).toThrow('not allowed');
  });

  it.each(['\ud800', 'a\udc00b'])('refuses the lone surrogate in %j', (text) => {
    expect(() => canonicalClaim({ ...CLAIM, narrative: text })).toThrow(/surrogate/i);
    expect(() => canonicalClaim({ ...CLAIM, source_metadata: { [text]: 1 } })).toThrow(/surrogate/i);
    expect(() => canonicalObject({ type: 'Text', value: text })).toThrow(/surrogate/i);
  });

  it('agrees with an independent implementation', () => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        expect(canonicalClaim(claim)).toBe(independentCanonical(claim));
      }),
      { numRuns: 500 },
    );
  });

  it('is in NFC and well-formed', () => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        const strings: string[] = [];
        JSON.parse(canonicalClaim(claim), (key, value: unknown) => {
          strings.push(key, typeof value === 'string' ? value : '');
          return value;
        });
        expect(strings.map((text) => text.normalize('NFC'))).toEqual(strings);
      }),
    );
  });
});
