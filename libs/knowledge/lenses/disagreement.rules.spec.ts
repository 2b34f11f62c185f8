import { classifyDisagreement, disagreementClass, type DisagreementFigures } from './disagreement.rules';
import { DEFAULT_RULESET } from './ruleset.rules';
import { claim, crowd, signed, text, UNAGED } from './testing/candidate.builder';

const week = { object: text('a week') };
const day = { object: text('a day') };

describe('the class of a disagreement', () => {
  test('is active when evidence of tiers 0 to 2 stands on both sides', () => {
    const claims = [
      claim('a', { ...week, source_class: 'Regulatory' }),
      claim('b', { ...day, source_class: 'Observational' }),
    ];
    expect(classifyDisagreement(claims, UNAGED)).toMatchObject({
      class: 'active_disagreement',
      status: 'Contested',
      evidenced_objects: 2,
      ruleset_version: 1,
    });
  });

  test('is not active when only opinion contradicts the evidence', () => {
    const claims = [
      claim('a', { ...week, source_class: 'Observational' }),
      claim('b', { ...day, source_class: 'Expert' }),
    ];
    expect(classifyDisagreement(claims, UNAGED)).toMatchObject({ class: 'low_priority', evidenced_objects: 1 });
  });

  test('is not active when one side of the evidence hardly weighs', () => {
    const claims = [
      claim('a', { ...week, source_class: 'Regulatory' }),
      signed('b', { trust: 0.02 }, { ...day, source_class: 'Clinical' }),
    ];
    expect(classifyDisagreement(claims, UNAGED).class).toBe('low_priority');
  });

  test('is an emerging signal from 100 Anecdotal claims on, of one mind or not', () => {
    expect(classifyDisagreement(crowd(99, 'Anecdotal', text('a week')), UNAGED).class).toBe('resolved');
    expect(classifyDisagreement(crowd(100, 'Anecdotal', text('a week')), UNAGED).class).toBe('emerging_signal');
    const divided = [...crowd(50, 'Anecdotal', text('a week')), ...crowd(50, 'Anecdotal', text('a day'))];
    expect(classifyDisagreement(divided, UNAGED).class).toBe('emerging_signal');
  });

  test('is no emerging signal once tiers 0 to 2 have spoken', () => {
    const reports = crowd(100, 'Anecdotal', text('a day'));
    const answered = [...reports, claim('a', { ...week, source_class: 'Observational' })];
    expect(classifyDisagreement(answered, UNAGED).class).toBe('low_priority');
    const opinion = [...reports, claim('a', { ...week, source_class: 'Expert' })];
    expect(classifyDisagreement(opinion, UNAGED).class).toBe('emerging_signal');
  });

  test('is resolved below a conflict of 0.1, and for a tier of one mind', () => {
    const nearly = [claim('a', week), signed('b', { trust: 0.005 }, day)];
    expect(classifyDisagreement(nearly, UNAGED).class).toBe('resolved');
    expect(classifyDisagreement(crowd(3, 'Community', text('a week')), UNAGED).class).toBe('resolved');
    expect(classifyDisagreement([], UNAGED)).toMatchObject({ class: 'resolved', status: null });
  });

  test('is resolved when an epoch settled it', () => {
    const claims = [
      claim('a', { ...week, source_class: 'Clinical', epoch: 'new' }),
      claim('b', { ...day, source_class: 'Clinical', epoch: 'old' }),
    ];
    expect(classifyDisagreement(claims, UNAGED).class).toBe('active_disagreement');
    const settled = { ...UNAGED, supersededEpochs: new Set(['old']) };
    expect(classifyDisagreement(claims, settled).class).toBe('resolved');
  });

  test('is low priority when two opinions differ', () => {
    expect(classifyDisagreement([claim('a', week), claim('b', day)], UNAGED).class).toBe('low_priority');
  });

  test('follows the thresholds of the ruleset', () => {
    const figures: DisagreementFigures = {
      conflict_score: 0,
      distinct_objects: 1,
      evidenced_objects: 0,
      evidence_claims: 0,
      anecdotal_claims: 10,
      populated_tiers: 1,
    };
    expect(disagreementClass(figures, { ...DEFAULT_RULESET, anecdotalCluster: 10 })).toBe('emerging_signal');
    expect(disagreementClass(figures, { ...DEFAULT_RULESET, resolvedBelow: 0 })).toBe('resolved');
    const mild = { ...figures, conflict_score: 0.3, distinct_objects: 2, evidenced_objects: 2 };
    expect(disagreementClass(mild, { ...DEFAULT_RULESET, contestedAt: 0.3 })).toBe('active_disagreement');
  });
});
