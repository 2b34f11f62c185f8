import { ZERO_HASH } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import { type Compared, isLongText, lazySketchOf, likeness, NEAR_DUPLICATE, sketchOfClaim, statementKey } from './likeness.rules';
import { jaccard, SKETCH_SIZE, sketchFromHex, sketchOf, sketchToHex } from './sketch.rules';

const AGENT = 'ab'.repeat(32);
const PROSE = 'The committee recommends verification of certificates on every connection';
const NARRATIVE = 'Seen in the minutes of the meeting, where all who were present agreed that nothing else would do any more';

const claim = (changes: Partial<Compared> = {}): Compared => ({
  subject: 'tls://app',
  predicate: 'advice',
  object: { type: 'Text', value: PROSE },
  source_hash: ZERO_HASH,
  narrative: NARRATIVE,
  ...changes,
});

/** Whether the second one would be held back. */
function isDuplicate(one: Compared, other: Compared, agents: readonly [string, string] = [AGENT, AGENT]): boolean {
  if (statementKey(one, agents[0]) !== statementKey(other, agents[1])) return false;
  return likeness(other, sketchOfClaim(other), sketchOfClaim(one)) >= NEAR_DUPLICATE;
}

describe('a near-duplicate', () => {
  it.each([
    ['the same text', {}],
    ['one word more in a long narrative', { narrative: `${NARRATIVE} really` }],
    ['a typing error', { narrative: NARRATIVE.replace('meeting', 'meating') }],
    ['other capitals, spaces and full stops', { object: { type: 'Text', value: `${PROSE.toUpperCase()}  .` } }],
    ['another number that no lens tells apart', { object: { type: 'Number', value: 47_000_000.0001 } }],
  ] as [string, Partial<Compared>][])('is told with %s', (_what, changes) => {
    const first = changes.object?.type === 'Number' ? claim({ object: { type: 'Number', value: 47_000_000 } }) : claim();
    expect(isDuplicate(first, claim(changes))).toBe(true);
  });

  it.each([
    ['another value', { object: { type: 'Text', value: PROSE.replace('every', 'no') } }],
    ['another number', { object: { type: 'Number', value: 6 } }],
    ['another subject', { subject: 'tls://app2' }],
    ['another predicate', { predicate: 'advice_2' }],
    ['another source', { source_hash: '12'.repeat(32) }],
    ['another time', { valid_from: 1 }],
    ['another end', { valid_to: 1 }],
    ['an epoch', { epoch: 'new' }],
    ['a parent, as a revision has', { parent_hash: '34'.repeat(32) }],
    ['another picture', { visual_hash: '0123456789abcdef' }],
    ['a decision instead of a proposal', { lifecycle: 'Approved' }],
    ['another number in the narrative', { narrative: `${NARRATIVE} 2` }],
    ['another narrative', { narrative: 'It follows from the standard that the committee has adopted last year in its spring session' }],
  ] as [string, Partial<Compared>][])('is never told with %s', (_what, changes) => {
    expect(isDuplicate(claim({ object: changes.object?.type === 'Number' ? { type: 'Number', value: 5 } : claim().object }), claim(changes))).toBe(false);
  });

  it('is one by the same agent alone', () => {
    expect(isDuplicate(claim(), claim(), [AGENT, 'cd'.repeat(32)])).toBe(false);
  });

  it('is never told where short values differ in any way', () => {
    const values = fc.string({ minLength: 1, maxLength: 31 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        const [first, second] = [one, other].map((value) => claim({ object: { type: 'Text', value }, narrative: undefined })) as [Compared, Compared];
        expect(isDuplicate(first, second)).toBe(one === other);
      }),
    );
  });

  it('is never told where numbers differ by more than lenses tolerate', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const [first, second] = [one, other].map((value) => claim({ object: { type: 'Number', value } })) as [Compared, Compared];
        if (Math.abs(one - other) > 1e-8 * Math.max(Math.abs(one), Math.abs(other))) expect(isDuplicate(first, second)).toBe(false);
      }),
    );
  });
});

/** Jaccard of the 3-character shingles, by definition. */
function exactJaccard(one: string, other: string): number {
  const shingles = (text: string) => new Set(Array.from({ length: Math.max(1, text.length - 2) }, (_unused, at) => text.slice(at, at + 3)));
  const [left, right] = [shingles(one), shingles(other)];
  const common = [...left].filter((shingle) => right.has(shingle)).length;
  return common / (left.size + right.size - common);
}

describe('a sketch', () => {
  it('tells the likeness of short texts exactly', () => {
    const texts = fc.string({ maxLength: 100, unit: fc.constantFrom('a', 'b', 'c', 'é', '語') });
    fc.assert(fc.property(texts, texts, (one, other) => expect(jaccard(sketchOf(one), sketchOf(other))).toBeCloseTo(exactJaccard(one, other), 12)));
  });

  it('tells the likeness of long texts closely', () => {
    const words = Array.from({ length: 3_000 }, (_unused, index) => ((index * 7_919) % 10_007).toString(36));
    for (const changed of [0, 20, 60, 200, 1_500]) {
      const other = words.map((word, index) => (index < changed ? `${word}#` : word));
      const [left, right] = [words.join(' '), other.join(' ')];
      expect(Math.abs(jaccard(sketchOf(left), sketchOf(right)) - exactJaccard(left, right))).toBeLessThan(0.12);
    }
  });

  it('is the smallest hashes, rising and each once, also of a text of one character', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000, unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g') }), (value) => {
        const sketch = sketchOf(value);
        expect(sketch.length).toBeLessThanOrEqual(SKETCH_SIZE);
        expect(sketch.every((hash, index) => index === 0 || hash > (sketch[index - 1] ?? 0))).toBe(true);
        expect(sketchFromHex(sketchToHex(sketch))).toEqual(sketch);
      }),
    );
    expect(sketchOf('a'.repeat(18_000))).toHaveLength(1);
    expect(sketchOf('')).toHaveLength(1);
  });
});

describe('a sketch that is made when it is asked for', () => {
  it('is the sketch of the claim, for texts of every length', () => {
    const narratives = fc.option(fc.oneof(fc.string(), fc.string({ minLength: 4_000, maxLength: 4_200 })), { nil: undefined });
    fc.assert(
      fc.property(narratives, (narrative) => {
        const sketch = lazySketchOf(claim({ narrative }));
        expect([sketch(), sketch()]).toEqual([sketchOfClaim(claim({ narrative })), sketchOfClaim(claim({ narrative }))]);
      }),
    );
  });

  it('of a value and a narrative of more than 4,096 characters is made at once; a value alone has none', () => {
    const object = { type: 'Text', value: 'x'.repeat(96) } as const;
    expect([4_000, 4_001].map((length) => isLongText({ object, narrative: 'y'.repeat(length) }))).toEqual([false, true]);
    expect(isLongText({ object: { type: 'Text', value: 'x'.repeat(5_000) }, narrative: undefined })).toBe(false);
  });
});
