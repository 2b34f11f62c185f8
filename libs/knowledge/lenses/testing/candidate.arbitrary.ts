import { LIFECYCLES, SOURCE_CLASSES, ZERO_HASH, type ObjectValue } from '@stemedb/knowledge/claims';
import fc from 'fast-check';
import type { Candidate, Frame, SupersessionType } from '../lens.types';
import { DEFAULT_RULESET, frameAt } from '../ruleset.rules';
import { DAY, NOW, source } from './candidate.builder';

/** Few values of every kind, so that claims meet: equal objects, shared sources, ties, cycles. */
const OBJECTS: readonly ObjectValue[] = [
  { type: 'Text', value: 'a week' },
  { type: 'Text', value: '47' },
  { type: 'Reference', value: 'a week' },
  { type: 'Boolean', value: true },
  { type: 'Boolean', value: false },
  { type: 'Number', value: 47 },
  { type: 'Number', value: 47 * (1 + 0.7e-9) },
  { type: 'Number', value: 47 * (1 + 1.4e-9) },
  { type: 'Number', value: -47 },
  { type: 'Number', value: 0 },
];

const AGENTS = ['ada', 'ben', 'cyd', 'dee'];
const TYPES: readonly SupersessionType[] = ['Invalidate', 'Temporal', 'Refinement', 'Retraction'];

const fraction = fc.oneof(
  fc.constantFrom(0, 0.1, 0.25, 0.5, 0.6, 0.75, 0.9, 1),
  fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
);
const moment = fc.integer({ min: -40, max: 2 }).map((days) => NOW + days * 10 * DAY);
const absent = fc.constant(undefined);
/** Filters bite seldom: were each used half the time, hardly a claim would be left to resolve. */
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: absent }, { weight: 1, arbitrary: value });
const often = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 1, arbitrary: absent }, { weight: 1, arbitrary: value });

const signatures = fc.array(
  fc.record({ agent_id: fc.constantFrom(...AGENTS), timestamp: moment, trust: fraction }),
  { minLength: 1, maxLength: 3 },
);

const votes = fc.uniqueArray(
  fc.record({
    agent_id: fc.constantFrom(...AGENTS),
    weight: fc.oneof(fc.constantFrom(-1, -0.5, 0, 0.1, 0.2, 0.3, 1), fraction),
  }),
  { maxLength: 3, selector: (vote) => vote.agent_id },
);

const draft = fc.record({
  number: fc.integer({ min: 1, max: 1_000_000 }),
  parent: often(fc.nat()),
  object: fc.constantFrom(...OBJECTS),
  predicate: fc.constantFrom('must_use', 'forbidden', 'half_life'),
  confidence: fraction,
  source_hash: fc.constantFrom(ZERO_HASH, ZERO_HASH, source('a'), source('b'), source('c')),
  source_class: fc.constantFrom(...SOURCE_CLASSES),
  lifecycle: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('Proposed' as const, 'Approved' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...LIFECYCLES) },
  ),
  epoch: often(fc.constantFrom('old', 'new')),
  valid_from: seldom(moment),
  valid_to: seldom(moment),
  signatures,
  votes,
  superseded_by: seldom(fc.record({ type: fc.constantFrom(...TYPES) })),
  invalidated: seldom(fc.constant('source retracted')),
  quarantined: seldom(fc.constant(true)),
  redacted: seldom(fc.constant(true)),
});

/** Claims about one question, each hash once; parents lie anywhere in the list, in cycles too. */
export function candidates(maxLength = 14): fc.Arbitrary<Candidate[]> {
  return fc.uniqueArray(draft, { maxLength, size: 'max', selector: (one) => one.number }).map((drafts) => {
    const hash = (index: number): string =>
      (drafts[index % drafts.length]?.number ?? 0).toString(16).padStart(64, '0');
    return drafts.map(({ number: _, parent, ...rest }, index) => ({
      ...rest,
      hash: hash(index),
      parent_hash: parent === undefined ? null : hash(parent),
      subject: 'semaglutide',
      recorded_at: '2025-06-15T15:06:40.000Z',
    }));
  });
}

/** Ways to look at a question, each filter used now and then. */
export const frames: fc.Arbitrary<Frame> = fc
  .record({
    evaluatedAt: moment,
    validAt: fc.oneof(fc.constant('any' as const), moment),
    decay: fc.boolean(),
    tolerance: often(fc.constantFrom(0, 1e-9, 1e-8, 0.5)),
    includeSuperseded: fc.boolean(),
    minConfidence: seldom(fc.constantFrom(0, 0.1, 0.5)),
    lifecycle: seldom(fc.constantFrom(...LIFECYCLES)),
    sourceClasses: seldom(fc.subarray([...SOURCE_CLASSES], { minLength: 2 })),
    epoch: seldom(fc.constantFrom('old', 'new')),
    supersededEpochs: fc.constantFrom(new Set<string>(), new Set(['old'])),
    epochAware: fc.boolean(),
  })
  .map(({ evaluatedAt, ...changes }) => frameAt(evaluatedAt, { ...changes, ruleset: DEFAULT_RULESET }));
