import { admit } from './eligibility.rules';
import { EXCLUSION_REASONS, type Candidate, type ExclusionReason, type Frame } from './lens.types';
import { claim, NOW, UNAGED } from './testing/candidate.builder';

function reasonFor(changes: Partial<Candidate>, frame: Partial<Frame> = {}): ExclusionReason | null {
  const { excluded } = admit([claim('a', changes)], { ...UNAGED, ...frame });
  return excluded[0]?.reason ?? null;
}

describe('what takes part', () => {
  test('is a plain claim', () => {
    expect(reasonFor({})).toBeNull();
  });

  test.each(['Invalidate', 'Temporal', 'Retraction'] as const)(
    'leaves out a claim superseded by %s, unless the reader asks for such claims',
    (type) => {
      expect(reasonFor({ superseded_by: { type } })).toBe('superseded');
      expect(reasonFor({ superseded_by: { type } }, { includeSuperseded: true })).toBeNull();
    },
  );

  test('keeps a refined claim beside its refinement', () => {
    expect(reasonFor({ superseded_by: { type: 'Refinement', hash: 'b' } })).toBeNull();
  });

  test('leaves out invalidated and quarantined claims', () => {
    expect(reasonFor({ invalidated: 'source retracted' })).toBe('invalidated');
    expect(reasonFor({ quarantined: true })).toBe('quarantined');
    expect(reasonFor({ invalidated: null, quarantined: false })).toBeNull();
  });

  test.each(['Deprecated', 'Rejected'] as const)('leaves out %s claims unless asked for', (lifecycle) => {
    expect(reasonFor({ lifecycle })).toBe('lifecycle');
    expect(reasonFor({ lifecycle }, { lifecycle })).toBeNull();
  });

  test('keeps only the lifecycle that the reader asks for', () => {
    expect(reasonFor({ lifecycle: 'Proposed' }, { lifecycle: 'Approved' })).toBe('lifecycle');
    expect(reasonFor({ lifecycle: 'Approved' }, { lifecycle: 'Approved' })).toBeNull();
  });

  test('keeps only the epoch that the reader asks for', () => {
    expect(reasonFor({ epoch: 'old' }, { epoch: 'new' })).toBe('epoch');
    expect(reasonFor({}, { epoch: 'new' })).toBe('epoch');
    expect(reasonFor({ epoch: 'new' }, { epoch: 'new' })).toBeNull();
  });

  test('leaves out superseded epochs only where epochs matter', () => {
    const supersededEpochs = new Map([['old', 'new']]);
    expect(reasonFor({ epoch: 'old' }, { supersededEpochs })).toBeNull();
    expect(reasonFor({ epoch: 'old' }, { supersededEpochs, epochAware: true })).toBe('epoch');
    expect(reasonFor({ epoch: 'new' }, { supersededEpochs, epochAware: true })).toBeNull();
    expect(reasonFor({}, { supersededEpochs, epochAware: true })).toBeNull();
  });

  test('keeps only the classes that the reader asks for', () => {
    expect(reasonFor({}, { sourceClasses: ['Clinical'] })).toBe('source_class');
    expect(reasonFor({}, { sourceClasses: [] })).toBe('source_class');
    expect(reasonFor({}, { sourceClasses: ['Clinical', 'Expert'] })).toBeNull();
  });

  test('keeps a claim exactly at the least confidence', () => {
    expect(reasonFor({ confidence: 0.5 }, { minConfidence: 0.5 })).toBeNull();
    expect(reasonFor({ confidence: 0.499 }, { minConfidence: 0.5 })).toBe('below_min_confidence');
  });

  test('takes valid time from inclusive to exclusive', () => {
    const bounds = { valid_from: NOW, valid_to: NOW + 10 };
    expect(reasonFor(bounds, { validAt: NOW - 1 })).toBe('not_valid_at');
    expect(reasonFor(bounds, { validAt: NOW })).toBeNull();
    expect(reasonFor(bounds, { validAt: NOW + 9 })).toBeNull();
    expect(reasonFor(bounds, { validAt: NOW + 10 })).toBe('not_valid_at');
    expect(reasonFor(bounds, { validAt: 'any' })).toBeNull();
    expect(reasonFor({ valid_from: null, valid_to: null })).toBeNull();
    expect(reasonFor({ valid_from: 0, valid_to: 0 }, { validAt: 0 })).toBe('not_valid_at');
  });

  test('names one reason only, the first of the list', () => {
    const everything = {
      quarantined: true,
      invalidated: 'source retracted',
      superseded_by: { type: 'Retraction' },
      predicate: 'half_life',
      lifecycle: 'Rejected',
      epoch: 'old',
      confidence: 0.1,
      valid_to: NOW,
    } as const;
    const frame = { epoch: 'new', minConfidence: 0.5, sourceClasses: [] };
    expect(reasonFor(everything, frame)).toBe('quarantined');
    expect(reasonFor({ ...everything, quarantined: false }, frame)).toBe('invalidated');
    const standing = { ...everything, quarantined: false, invalidated: null, superseded_by: null };
    expect(reasonFor(standing, frame)).toBe('lifecycle');
    expect(reasonFor(standing, { ...frame, lifecycle: 'Rejected' })).toBe('epoch');
    expect(EXCLUSION_REASONS.indexOf('lifecycle')).toBeLessThan(EXCLUSION_REASONS.indexOf('epoch'));
  });

  test('asks the condition of the lens after what happened to the claim', () => {
    const refuse = () => 'predicate' as const;
    const claims = [claim('b', { lifecycle: 'Rejected' }), claim('a', { quarantined: true })];
    expect(admit(claims, UNAGED, refuse).excluded).toEqual([
      { hash: 'a', reason: 'quarantined' },
      { hash: 'b', reason: 'predicate' },
    ]);
  });
});
