import { choose, redactionOfTarget, type Target } from './redaction.rules';

const MOMENT = '2026-01-02T00:00:00.000000Z';
const EARLIER = '2026-01-01T00:00:00.000000Z';

const ASSERTION: Target = {
  kind: 'assertion',
  subject_key: '1',
  predicate_key: '2',
  predicate: 'lives_in',
  object: '{"type":"Text","value":"Bern"}',
  fields: ['object', 'narrative'],
  redacted_fields: null,
  reason: null,
  recorded_at: null,
};
const SOURCE: Target = { ...ASSERTION, kind: 'source', subject_key: null, predicate_key: null, predicate: null, object: null, fields: ['content'] };

describe('what is redacted', () => {
  it('is the one thing that stands under the address', () => {
    expect(choose([ASSERTION])).toEqual({ found: 'one', target: ASSERTION });
    expect(choose([SOURCE])).toEqual({ found: 'one', target: SOURCE });
  });

  it('is nothing where nothing stands there, and nothing by guess where two things do', () => {
    expect(choose([])).toEqual({ found: 'nothing' });
    expect(choose([ASSERTION, SOURCE])).toEqual({ found: 'several' });
  });

  it('is named with the reason and the moment of the first time', () => {
    const first = redactionOfTarget(ASSERTION, 'asked for', EARLIER);
    expect(first).toEqual({ outcome: 'redacted', fields: ['object', 'narrative'], reason: 'asked for', recorded_at: EARLIER });
    const standing = { ...ASSERTION, fields: ['object'], redacted_fields: first.fields, reason: first.reason, recorded_at: first.recorded_at };
    expect(redactionOfTarget(standing, 'asked for again', MOMENT)).toEqual({ ...first, outcome: 'unchanged' });
  });
});
