import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim, ObjectValue } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import { likeness, NEAR_DUPLICATE, sketchOfClaim, statementKey } from './likeness.rules';
import { bitsPerCharacter, isLowQuality, LEAST_QUALITY, qualityOf } from './quality.rules';

const text = (value: string): ObjectValue => ({ type: 'Text', value });
const score = (subject: string, predicate: string, object: ObjectValue, trust = 0.5): number => qualityOf({ subject, predicate, object }, trust).score;

type Example = Claim & { readonly kind: string; readonly agent?: string; readonly agents?: readonly string[]; readonly source_ref?: string };

function examples(name: string): Example[] {
  const lines = readFileSync(join(__dirname, '../../../examples', name, 'claims.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Example).filter((line) => 'predicate' in line);
}

describe('the quality of a claim', () => {
  it.each([
    ['X', 'dose', { type: 'Number', value: 5 }],
    ['s', 'p', { type: 'Boolean', value: true }],
    ['a', 'b', { type: 'Number', value: 1 }],
    ['x', 'y', text('z')],
    ['drug://semaglutide', 'drug_class', text('GLP-1 receptor agonist')],
    ['薬', '用量', text('五')],
    ['code://rust/app/tls', 'must_use', text('1000000')],
  ] as const)('lets an ordinary claim through, however short: %s %s', (subject, predicate, object) => {
    expect(score(subject, predicate, object)).toBeGreaterThanOrEqual(LEAST_QUALITY);
  });

  it.each([
    ['a', 'b', text('a'.repeat(16))],
    ['aaa', 'aaa', text('aaaaaaaaa')],
    ['!!!', '???', text('!!!!!!!!')],
    ['1', '1', { type: 'Number', value: 1 }],
  ] as const)('is too low for what nobody can have meant: %s %s', (subject, predicate, object) => {
    expect(score(subject, predicate, object)).toBeLessThan(LEAST_QUALITY);
  });

  it('is the weighted sum of four parts, as documented', () => {
    const quality = qualityOf({ subject: 'X', predicate: 'dose', object: text('-') }, 0.25);
    expect(quality).toMatchObject({ length: 0.5, structure: 2 / 3, trust: 0.25 });
    expect(quality.entropy).toBeCloseTo(Math.log2(6) / 3.5, 12);
    expect(quality.score).toBeCloseTo(0.4 * quality.entropy + 0.2 * 0.5 + (0.2 * 2) / 3 + 0.2 * 0.25, 12);
  });

  it('stays between 0 and 1 and rises with trust, whatever is claimed', () => {
    const texts = fc.string({ minLength: 1, unit: 'binary' });
    fc.assert(
      fc.property(texts, texts, texts, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (subject, predicate, value, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map((trust) => score(subject, predicate, text(value), trust)) as [number, number];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
        expect(low).toBeLessThanOrEqual(high);
        expect(isLowQuality({ subject, predicate, object: text(value) }, one)).toBe(score(subject, predicate, text(value), one) < LEAST_QUALITY);
      }),
    );
  });

  it('takes the entropy of a text for what Shannon says it is', () => {
    expect(bitsPerCharacter('aaaa')).toBeCloseTo(0, 12);
    expect(bitsPerCharacter('abab')).toBeCloseTo(1, 12);
    expect(bitsPerCharacter('éaéa')).toBeCloseTo(1, 12);
  });
});

describe.each(['semaglutide', 'evidence-over-time'])('the example data of %s', (name) => {
  it('is held back in no part, even from an agent of no trust', () => {
    expect(examples(name).length).toBeGreaterThan(5);
    expect(examples(name).filter((claim) => qualityOf(claim, 0).score < LEAST_QUALITY)).toEqual([]);
  });

  it('holds no two claims of one agent that say the same', () => {
    const seen = new Map<string, Example[]>();
    const repeated: Example[] = [];
    for (const claim of examples(name)) {
      for (const agent of claim.agents ?? [claim.agent ?? '']) {
        const key = statementKey({ ...claim, source_hash: claim.source_ref ?? '' }, agent);
        const earlier = seen.get(key) ?? [];
        const alike = earlier.some((other) => likeness(claim, sketchOfClaim(claim), sketchOfClaim(other)) >= NEAR_DUPLICATE);
        if (alike) repeated.push(claim);
        seen.set(key, [...earlier, claim]);
      }
    }
    expect(repeated).toEqual([]);
  });
});
