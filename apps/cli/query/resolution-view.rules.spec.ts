import type { Candidate, ObjectValue, Resolution } from './answer.types';
import { objectText, percent } from './figure.rules';
import { pageLines } from './page-view.rules';
import { resolutionLines, type ViewOptions } from './resolution-view.rules';

const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);
const SEVEN: ObjectValue = { type: 'Number', value: 7 };
const EIGHT: ObjectValue = { type: 'Number', value: 8 };
const PLAIN: ViewOptions = { bold: (text) => text };

const candidate = (hash: string, more: Partial<Candidate> = {}): Candidate => ({
  hash,
  object: SEVEN,
  source_class: 'Clinical',
  confidence: 0.9,
  weight: 0.4,
  group: 0,
  ...more,
});

const answer = (more: Partial<Resolution> = {}): Resolution => ({
  subject: 's',
  predicate: 'p',
  lens: 'consensus',
  as_of: '2026-01-01T00:00:00Z',
  winner: { hash: A, object: SEVEN },
  candidates: [candidate(A)],
  groups: [{ object: SEVEN, weight: 0.4, share: 1, hashes: [A] }],
  conflict_score: 0,
  status: 'Unanimous',
  resolution_confidence: 1,
  ...more,
});

const shown = (more: Partial<Resolution> = {}, options: Partial<ViewOptions> = {}) => resolutionLines(answer(more), { ...PLAIN, ...options }).join('\n');

describe('a resolution for people', () => {
  it('says what was asked and from when', () => {
    expect(shown({ valid_at: '2023-12-01T00:00:00Z', ruleset_version: 2, aliases_used: ['old://s'] })).toMatch(
      /^s {2}p\nlens consensus, as of 2026-01-01T00:00:00Z, valid at 2023-12-01T00:00:00Z, ruleset 2, aliases old:\/\/s\n/,
    );
  });

  it('says that nobody won, except where a lens never chooses', () => {
    expect(shown({ winner: null })).toContain('Winner        none');
    expect(shown({ winner: null, lens: 'skeptic' })).not.toContain('Winner');
  });

  it('orders who says it by tier, the strongest evidence first', () => {
    const text = shown({ candidates: [candidate(A, { source_class: 'Anecdotal' }), candidate(B, { source_class: 'Regulatory' })] });
    expect(text.indexOf('0 Regulatory')).toBeLessThan(text.indexOf('5 Anecdotal'));
  });

  it('marks claims that do not count a second time', () => {
    expect(shown({ candidates: [candidate(A), candidate(B, { counted: false })] })).toMatch(/0\.400\*[^]*\* repeats a source/);
    expect(shown()).not.toContain('*');
  });

  it('says how many candidates it does not list', () => {
    expect(shown({ candidates_total: 12 })).toContain('and 11 more');
  });

  it('names the source by its title, by its hash, or not at all', () => {
    expect(shown({ candidates: [candidate(A, { source_title: 'STEP 1' })] })).toContain('STEP 1');
    expect(shown({ candidates: [candidate(A, { source_hash: B })] })).toContain('bbbbbbbbbbbb');
    expect(shown({ candidates: [candidate(A, { source_hash: '0'.repeat(64) })] })).toMatch(/aaaaaaaaaaaa {2}-/);
  });

  it('shows tiers and the conflict across them', () => {
    const tier = { source_class: 'Expert', winner: { hash: B, object: EIGHT }, conflict_score: 0.5, status: 'Contested', resolution_confidence: 0.75 };
    expect(shown({ lens: 'layered', tiers: [tier], cross_tier_conflict: 0.9 })).toMatch(/Across tiers {2}0\.900[^]*Expert +8 +75\.0 % +0\.500, Contested/);
  });

  it('shows constraints as lists, without shares that mean nothing, and marks contradictions', () => {
    const constraint = { object: SEVEN, weight: 1, hashes: [A], contradicted: true };
    const text = shown({ lens: 'constraints', winner: null, must_use: [constraint], forbidden: [constraint] });
    expect(text).toMatch(/Must use[^]*contradicted[^]*Forbidden[^]*contradicted/);
    expect(text).not.toContain('What is said');
    expect(text).not.toContain('Unanimous');
  });

  it('warns of sources that nobody has registered', () => {
    expect(shown({ source_warnings: [{ source_hash: B, status: 'unregistered', hashes: [A] }] })).toContain('source bbbbbbbbbbbb is unregistered, cited by 1 claim');
  });

  it('cuts addresses and long texts unless everything is asked for', () => {
    const object: ObjectValue = { type: 'Text', value: 'x'.repeat(500) };
    const groups = [{ object, weight: 1, share: 1, hashes: [A] }];
    expect(shown({ groups, winner: null })).not.toContain('x'.repeat(101));
    expect(shown({ groups, winner: null }, { long: true })).toContain('x'.repeat(500));
    expect(shown({}, { long: true })).toContain(`${A}  -`);
  });

  it('is no wider than the terminal', () => {
    const long: ObjectValue = { type: 'Text', value: 'word '.repeat(60) };
    const lines = resolutionLines(answer({ winner: null, candidates: [candidate(A, { object: long, source_title: 'title '.repeat(30) })], groups: [{ object: long, weight: 1, share: 1, hashes: [A] }] }), {
      ...PLAIN,
      width: 90,
    });
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(90);
  });
});

describe('values for people', () => {
  it('tell a text from a word of another type', () => {
    expect([{ type: 'Text', value: 'true' }, { type: 'Boolean', value: true }, { type: 'Reference', value: 's' }].map(objectText)).toEqual(['"true"', 'true', '→ s']);
    expect(percent(0.6666)).toBe('66.7 %');
  });
});

describe('a page of claims for people', () => {
  it('has a line for each claim', () => {
    const item = { hash: A, subject: 's\u0007', predicate: 'p', object: SEVEN, confidence: 0.5, source_class: 'Expert', lifecycle: 'Proposed' };
    expect(pageLines({ items: [item], next_cursor: null }, PLAIN)).toEqual([
      'SUBJECT  PREDICATE  OBJECT  CONFIDENCE  TIER    LIFECYCLE  ADDRESS',
      's\\u{7}   p          7             0.50  Expert  Proposed   aaaaaaaaaaaa',
    ]);
  });
});
