import * as fc from 'fast-check';
import { canonicalClaim } from './canonical.rules';
import { claimSchema } from './claim.schema';
import { openApiSchema } from './field.schema';
import { claimArbitrary } from './testing';

const CLAIM = {
  subject: 'drug://semaglutide',
  predicate: 'half_life_days',
  object: { type: 'Number', value: 7 },
  confidence: 0.9,
};

const faultsOf = (body: unknown) => {
  const result = claimSchema.safeParse(body);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
};
const withObject = (type: string, value: unknown) => ({ ...CLAIM, object: { type, value } });
const nested = (levels: number): unknown =>
  levels === 1 ? {} : { a: nested(levels - 1) };

describe('statement', () => {
  it('fills in the source hash of zeros and the lifecycle Proposed', () => {
    expect(claimSchema.parse(CLAIM)).toEqual({
      ...CLAIM,
      source_hash: '0'.repeat(64),
      lifecycle: 'Proposed',
    });
  });

  it('accepts every claim within the bounds without changing its canonical form', () => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        expect(canonicalClaim(claimSchema.parse(claim))).toBe(canonicalClaim(claim));
      }),
      { numRuns: 300 },
    );
  });

  it('brings every text into NFC', () => {
    const text = 'e\u0301';
    const claim = claimSchema.parse({
      ...withObject('Text', text),
      ...{ subject: text, predicate: text, epoch: text, narrative: text },
      source_metadata: { [text]: [text] },
    });
    expect(claim).toMatchObject({
      ...{ subject: 'é', predicate: 'é', epoch: 'é', narrative: 'é' },
      object: { type: 'Text', value: 'é' },
      source_metadata: { é: ['é'] },
    });
  });

  it('measures a text after normalization', () => {
    expect(faultsOf({ ...CLAIM, subject: 'e\u0301'.repeat(512) })).toEqual([]);
    // U+1D15E is one character, and two in NFC.
    expect(faultsOf({ ...CLAIM, subject: '\u{1d15e}'.repeat(300) })).toHaveLength(1);
  });

  it('turns -0 into 0', () => {
    const claim = claimSchema.parse({ ...withObject('Number', -0), confidence: -0 });
    expect(Object.is(claim.object.value, 0)).toBe(true);
    expect(Object.is(claim.confidence, 0)).toBe(true);
  });

  it.each([
    ['subject', 'x'.repeat(512)],
    ['predicate', '😀'.repeat(256)],
    ['epoch', 'x'.repeat(128)],
    ['narrative', 'x'.repeat(10_000)],
    ['narrative', ''],
    ['narrative', 'two\nlines'],
    ['confidence', 0],
    ['confidence', 1],
    ['source_hash', 'ab'.repeat(32)],
    ['source_class', 'Anecdotal'],
    ['source_metadata', {}],
    ['source_metadata', nested(16)],
    ['source_metadata', { a: 'x'.repeat(16_384 - 8) }],
    ['valid_from', -8.64e12],
    ['valid_to', 8.64e12],
    ['parent_hash', 'ab'.repeat(32)],
    ['lifecycle', 'Rejected'],
    ['visual_hash', 'ab'.repeat(8)],
  ])('accepts a %s at its bound', (field, value) => {
    expect(faultsOf({ ...CLAIM, [field]: value })).toEqual([]);
  });

  it.each([
    ['subject', '', 'expected 1 to 512 characters'],
    ['subject', 'x'.repeat(513), 'expected 1 to 512 characters'],
    ['subject', 7, 'expected text'],
    ['subject', undefined, 'missing, expected text'],
    ['subject', 'a\tb', 'expected text without control characters'],
    ['subject', 'a\u0085', 'expected text without control characters'],
    ['subject', '\ud83d', 'expected well-formed Unicode without lone surrogates'],
    ['predicate', 'x'.repeat(257), 'expected 1 to 256 characters'],
    ['predicate', 'a\u007f', 'expected text without control characters'],
    ['confidence', 1.000001, 'expected a number from 0 to 1'],
    ['confidence', -0.1, 'expected a number from 0 to 1'],
    ['confidence', NaN, 'expected a number from 0 to 1'],
    ['confidence', '0.5', 'expected a number from 0 to 1'],
    ['confidence', undefined, 'missing, expected a number from 0 to 1'],
    ['source_hash', 'ab', 'expected 64 lower-case hex digits'],
    ['source_hash', 'AB'.repeat(32), 'expected 64 lower-case hex digits'],
    ['source_hash', `${'ab'.repeat(32)}\n`, 'expected 64 lower-case hex digits'],
    ['source_hash', null, 'expected 64 lower-case hex digits'],
    ['source_class', 'expert', expect.stringContaining('expected one of Regulatory, Clinical')],
    ['source_metadata', [], 'expected a JSON object'],
    ['source_metadata', 'x', 'expected a JSON object'],
    ['source_metadata', null, 'expected a JSON object'],
    ['source_metadata', { a: 'x'.repeat(16_384 - 7) }, 'expected at most 16384 bytes in canonical form'],
    ['valid_from', 1.5, expect.stringContaining('expected whole Unix seconds')],
    ['valid_from', 8.64e12 + 1, expect.stringContaining('expected whole Unix seconds')],
    ['valid_to', -8.64e12 - 1, expect.stringContaining('expected whole Unix seconds')],
    ['epoch', '', 'expected 1 to 128 characters'],
    ['epoch', null, 'expected text'],
    ['epoch', 'a\n', 'expected text without control characters'],
    ['parent_hash', 'g'.repeat(64), 'expected 64 lower-case hex digits'],
    ['lifecycle', 'Draft', expect.stringContaining('expected one of Proposed')],
    ['narrative', 'x'.repeat(10_001), 'expected at most 10000 characters'],
    ['narrative', '\0', 'expected text without the character U+0000'],
    ['visual_hash', 'ab'.repeat(7), 'expected 16 lower-case hex digits'],
    ['object', undefined, 'missing, expected an object with type and value'],
    ['object', 'x', 'expected an object with type and value'],
  ])('refuses a bad %s (%j)', (path, value, message) => {
    expect(faultsOf({ ...CLAIM, [path]: value })).toEqual([{ path, message }]);
  });

  it.each([
    ['Text', '\0', 'object.value', 'expected text without the character U+0000'],
    ['Text', 'x'.repeat(8_193), 'object.value', 'expected at most 8192 characters'],
    ['Text', 7, 'object.value', 'expected text'],
    ['Number', Infinity, 'object.value', 'expected a finite number'],
    ['Number', NaN, 'object.value', 'expected a finite number'],
    ['Number', '7', 'object.value', 'expected a finite number'],
    ['Number', 7n, 'object.value', 'expected a finite number'],
    ['Boolean', 1, 'object.value', 'expected true or false'],
    ['Reference', '', 'object.value', 'expected 1 to 512 characters'],
    ['Reference', 'a\nb', 'object.value', 'expected text without control characters'],
    ['text', 'x', 'object.type', 'expected Text, Number, Boolean or Reference'],
  ])('refuses the object %s %j', (type, value, path, message) => {
    expect(faultsOf(withObject(type, value))).toEqual([{ path, message }]);
  });

  it('refuses the number 1e400, which arrives as an infinity', () => {
    expect(faultsOf(withObject('Number', JSON.parse('1e400')))).toHaveLength(1);
  });

  it('says where in the metadata the fault lies', () => {
    const source_metadata = { a: [{ b: '\ud800' }] };
    expect(faultsOf({ ...CLAIM, source_metadata })).toEqual([
      {
        path: 'source_metadata.a.0.b',
        message: 'expected well-formed Unicode without lone surrogates',
      },
    ]);
  });

  it('refuses metadata of seventeen levels', () => {
    expect(faultsOf({ ...CLAIM, source_metadata: nested(17) })).toMatchObject([
      { message: 'expected at most 16 levels of nesting' },
    ]);
  });

  it('counts metadata in bytes of UTF-8', () => {
    expect(faultsOf({ ...CLAIM, source_metadata: { a: '€'.repeat(5_459) } })).toHaveLength(1);
    expect(faultsOf({ ...CLAIM, source_metadata: { a: '€'.repeat(5_458) } })).toEqual([]);
  });

  it.each([
    [5, 5],
    [5, 4],
  ])('refuses a claim that is valid from %d to %d', (valid_from, valid_to) => {
    expect(faultsOf({ ...CLAIM, valid_from, valid_to })).toEqual([
      { path: 'valid_to', message: 'expected a time later than valid_from' },
    ]);
  });

  it('accepts a claim that is valid for one second', () => {
    expect(faultsOf({ ...CLAIM, valid_from: 5, valid_to: 6 })).toEqual([]);
  });

  it('names every bad field at once', () => {
    const body = { ...withObject('Number', 'x'), subject: '', confidence: 2, valid_from: 2, valid_to: 1 };
    expect(faultsOf(body).map(({ path }) => path)).toEqual([
      ...['subject', 'object.value', 'confidence', 'valid_to'],
    ]);
  });

  it('refuses unknown fields by name, everywhere', () => {
    expect(faultsOf({ ...CLAIM, tier: 0 })).toEqual([{ path: '', message: 'unknown field: tier' }]);
    expect(faultsOf({ ...CLAIM, object: { ...CLAIM.object, unit: 'd' } })).toEqual([
      { path: 'object', message: 'unknown field: unit' },
    ]);
    const own: unknown = JSON.parse(`{"__proto__":1,${JSON.stringify(CLAIM).slice(1)}`);
    expect(faultsOf(own)).toEqual([{ path: '', message: 'unknown field: __proto__' }]);
  });

  it('names no more than eight unknown fields', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, 1]));
    expect(faultsOf({ ...CLAIM, ...many })).toEqual([
      { path: '', message: 'unknown fields: f0, f1, f2, f3, f4, f5, f6, f7 and 92 more' },
    ]);
  });

  it.each([null, undefined, 7, 'x', [], true])('refuses %j as a whole', (body) => {
    expect(faultsOf(body)).toMatchObject([{ path: '', message: expect.stringContaining('an object') }]);
  });
});

describe('description of a statement', () => {
  const description = openApiSchema(claimSchema) as unknown as {
    required: string[];
    properties: Record<string, Record<string, unknown>>;
  };

  it('requires only what has no default', () => {
    expect(description.required).toEqual(['subject', 'predicate', 'object', 'confidence']);
    expect(description.properties.source_hash).toMatchObject({ default: '0'.repeat(64) });
    expect(description.properties.lifecycle).toMatchObject({ default: 'Proposed' });
  });

  it('carries the bounds', () => {
    expect(description).toMatchObject({
      additionalProperties: false,
      properties: {
        subject: { type: 'string', minLength: 1, maxLength: 512 },
        predicate: { maxLength: 256 },
        confidence: { type: 'number', minimum: 0, maximum: 1 },
        source_hash: { pattern: '^[0-9a-f]{64}$' },
        source_metadata: { type: 'object' },
        valid_from: { type: 'integer', minimum: -8.64e12, maximum: 8.64e12 },
        narrative: { maxLength: 10_000 },
      },
    });
  });

  it('explains every field', () => {
    for (const [name, field] of Object.entries(description.properties)) {
      expect([name, field.description]).toEqual([name, expect.stringMatching(/\.$/)]);
    }
  });

  it('gives an example that the schema accepts', () => {
    const examples = Object.entries(description.properties).map(([name, field]) => [name, field.example]);
    expect(faultsOf(Object.fromEntries(examples))).toEqual([]);
  });
});
