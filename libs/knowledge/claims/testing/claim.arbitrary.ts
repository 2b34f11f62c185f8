import * as fc from 'fast-check';
import {
  LIFECYCLES,
  SOURCE_CLASSES,
  type Claim,
  type JsonObject,
  type ObjectValue,
} from '../claim.types';

/** Characters whose spelling, order or length is where implementations part. */
const telling = fc.constantFrom(
  ...['é', 'e\u0301', 'Å', '\u212b', '\u1100\u1161', '가', '\ufb33', '\u20ac', '\uffe5'],
  ...['😀', '𝒳', 'ﬁ', '"', '\\', '/', '<', '\u2028', 'q\u0307\u0323', 'q\u0323\u0307'],
);
const character = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'abcdefgh 0123456789:/_-') },
  { weight: 2, arbitrary: telling },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
);

/** One line, neither empty nor with control characters. */
export const lineArbitrary = fc
  .array(character, { minLength: 1, maxLength: 24 })
  .map((characters) => characters.join('').replace(/\p{Cc}/gu, ' '));

/** Any text that can be stored, line breaks and escapes included. */
export const textArbitrary = fc
  .array(fc.oneof(character, fc.constantFrom('\n', '\t', '\u0001', '\u007f')), { maxLength: 40 })
  .map((characters) => characters.join('').replaceAll('\0', ' '));

export const hexArbitrary = (digits: number) =>
  fc
    .uint8Array({ minLength: digits / 2, maxLength: digits / 2 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));

/** Every finite double, the odd ones often. */
export const doubleArbitrary = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, 0.1 + 0.2, 2 ** 53, 123e-20),
);

const objectArbitrary: fc.Arbitrary<ObjectValue> = fc.oneof(
  fc.record({ type: fc.constant('Text' as const), value: textArbitrary }),
  fc.record({ type: fc.constant('Number' as const), value: doubleArbitrary }),
  fc.record({ type: fc.constant('Boolean' as const), value: fc.boolean() }),
  fc.record({ type: fc.constant('Reference' as const), value: lineArbitrary }),
);

/** No key is `__proto__`, and no two keys are the same text in NFC. */
export const metadataArbitrary = fc
  .object({ key: lineArbitrary, values: [textArbitrary, doubleArbitrary, fc.boolean(), fc.constant(null)], maxDepth: 3 })
  .filter((value) => keysStayApart(value)) as fc.Arbitrary<JsonObject>;

function keysStayApart(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  const normal = new Set(keys.map((key) => key.normalize('NFC')));
  return normal.size === keys.length && Object.values(value).every(keysStayApart);
}

const seconds = fc.integer({ min: -8.64e12, max: 8.64e12 - 1 });

const validity = fc.oneof(
  fc.constant({}),
  fc.record({ valid_from: seconds }),
  fc.record({ valid_to: seconds }),
  fc.record({ valid_from: seconds }).map(({ valid_from }) => ({ valid_from, valid_to: valid_from + 1 })),
);

const statement = fc.record(
  {
    subject: lineArbitrary,
    predicate: lineArbitrary,
    object: objectArbitrary,
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    source_hash: hexArbitrary(64),
    source_class: fc.constantFrom(...SOURCE_CLASSES),
    source_metadata: metadataArbitrary,
    epoch: lineArbitrary,
    parent_hash: hexArbitrary(64),
    lifecycle: fc.constantFrom(...LIFECYCLES),
    narrative: textArbitrary,
    visual_hash: hexArbitrary(16),
  },
  { requiredKeys: ['subject', 'predicate', 'object', 'confidence', 'source_hash'] },
);

/** Claims that the schema accepts, in every spelling that a writer might choose. */
export const claimArbitrary: fc.Arbitrary<Claim> = fc
  .tuple(statement, validity)
  .map(([claim, times]) => ({ ...claim, ...times }));
