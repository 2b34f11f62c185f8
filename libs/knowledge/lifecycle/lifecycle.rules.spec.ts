import { type Lifecycle, LIFECYCLES } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import type { TransitionRecord } from './lifecycle.dto';
import { judgeTransition, type LifecycleFacts, nextStates } from './lifecycle.rules';

const SINCE = '2026-01-01T00:00:00.000000Z';
/** The specification's own words, beside the code's. */
const LEGAL = ['Proposed→UnderReview', 'UnderReview→Approved', 'UnderReview→Rejected', 'Approved→Deprecated'];

const state = fc.constantFrom(...LIFECYCLES);
const facts = fc.record({ state, signed_target: fc.boolean(), standing_since: fc.constant(null) });
const record = (to: Lifecycle): TransitionRecord => ({ target_hash: 'ab'.repeat(32), to, reason: 'why' });
const outcome = (to: Lifecycle, found: LifecycleFacts | undefined, byAdmin: boolean) => {
  const verdict = judgeTransition(record(to), found, byAdmin);
  return verdict.kind === 'refuse' ? verdict.error.status : verdict.kind;
};

describe('the steps of a lifecycle', () => {
  it('are those of the specification and no others', () => {
    const steps = LIFECYCLES.flatMap((from) => nextStates(from).map((to) => `${from}→${to}`));
    expect(steps.sort()).toEqual([...LEGAL].sort());
  });

  it('lead nowhere twice: no walk comes back, and each ends after three steps at most', () => {
    fc.assert(
      fc.property(state, fc.array(fc.nat(1), { minLength: 5, maxLength: 5 }), (start, choices) => {
        const walk = [start];
        for (const choice of choices) {
          const next = nextStates(walk.at(-1) ?? start);
          const to = next[choice % next.length];
          if (to !== undefined) walk.push(to);
        }
        expect(new Set(walk).size).toBe(walk.length);
        expect(walk.length).toBeLessThanOrEqual(4);
        expect(nextStates(walk.at(-1) ?? start)).toEqual([]);
      }),
    );
  });
});

describe('a step of a lifecycle', () => {
  it('that does not exist is impossible for everybody', () => {
    fc.assert(
      fc.property(facts, state, fc.boolean(), (found, to, byAdmin) => {
        const legal = LEGAL.includes(`${found.state}→${to}`);
        expect(outcome(to, found, byAdmin) === 409).toBe(!legal);
      }),
    );
  });

  it("that exists is an administrator's to take", () => {
    fc.assert(
      fc.property(facts, state, (found, to) => {
        fc.pre(LEGAL.includes(`${found.state}→${to}`));
        expect(outcome(to, found, true)).toBe('write');
      }),
    );
  });

  it("that exists is a signer's to take where it asks for review or deprecates, and nobody else's", () => {
    fc.assert(
      fc.property(facts, state, (found, to) => {
        fc.pre(LEGAL.includes(`${found.state}→${to}`));
        const granted = found.signed_target && (to === 'UnderReview' || to === 'Deprecated');
        expect(outcome(to, found, false)).toBe(granted ? 'write' : 403);
      }),
    );
  });

  it('that was taken already is a duplicate: a signed one for ever, an unsigned one while the claim is still there', () => {
    fc.assert(
      fc.property(facts, state, fc.boolean(), (found, to, byAdmin) => {
        const standing = { kind: 'standing', recordedAt: SINCE };
        const known = { ...found, standing_since: SINCE };
        expect(judgeTransition({ ...record(to), signature: 'ab'.repeat(64) }, known, byAdmin)).toEqual(standing);
        const unsigned = judgeTransition(record(to), known, byAdmin);
        expect(unsigned).toEqual(found.state === to ? standing : judgeTransition(record(to), found, byAdmin));
      }),
    );
  });

  it('of a claim that nobody can see is 404', () => {
    for (const to of LIFECYCLES) expect([outcome(to, undefined, false), outcome(to, undefined, true)]).toEqual([404, 404]);
  });

  it.each<[Lifecycle, Lifecycle, string]>([
    ['Proposed', 'Approved', 'expected UnderReview'],
    ['UnderReview', 'Deprecated', 'expected Approved or Rejected'],
    ['Rejected', 'UnderReview', 'expected no step: Rejected is final'],
    ['Approved', 'Approved', 'expected Deprecated'],
  ])('that is refused tells which there are: from %s to %s', (from, to, message) => {
    expect(judgeTransition(record(to), { state: from, signed_target: true, standing_since: null }, true)).toMatchObject({
      error: { code: 'lifecycle_step_impossible', options: { errors: [{ path: 'to', message }] } },
    });
  });

  it('that is forbidden tells whether the agent or the step is at fault', () => {
    const fault = (to: Lifecycle, from: Lifecycle, signed_target: boolean) => judgeTransition(record(to), { state: from, signed_target, standing_since: null }, false);
    expect(fault('UnderReview', 'Proposed', false)).toMatchObject({ error: { code: 'lifecycle_step_not_permitted', options: { errors: [{ path: 'agent_id' }] } } });
    expect(fault('Approved', 'UnderReview', true)).toMatchObject({ error: { code: 'lifecycle_step_not_permitted', options: { errors: [{ path: 'to' }] } } });
  });
});
