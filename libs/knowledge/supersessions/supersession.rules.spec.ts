import * as fc from 'fast-check';
import type { Supersede } from './supersession.dto';
import { judgeSupersession, type SupersessionFacts } from './supersession.rules';

const [TARGET, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)];
const SINCE = '2026-01-01T00:00:00.000000Z';

const FACTS: SupersessionFacts = { signed_target: false, successor_visible: true, leads_back: false, endless: false, standing_since: null };
const record = (changes: Partial<Supersede> = {}): Supersede => ({ target_hash: TARGET, type: 'Invalidate', reason: 'why', ...changes });
const replaced = record({ type: 'Temporal', superseding_hash: OTHER });

const arbitraryFacts = fc.record({
  signed_target: fc.boolean(),
  successor_visible: fc.boolean(),
  leads_back: fc.boolean(),
  endless: fc.boolean(),
  standing_since: fc.constantFrom(null, SINCE),
});
const arbitraryRecord = fc.constantFrom<Supersede>(
  record(),
  record({ superseding_hash: OTHER }),
  replaced,
  record({ type: 'Refinement', superseding_hash: OTHER }),
  record({ type: 'Retraction' }),
);

describe('a supersession', () => {
  it.each<[string, Supersede]>([
    ['Invalidate of a stranger', record()],
    ['Invalidate with a successor', record({ superseding_hash: OTHER })],
    ['Temporal', replaced],
    ['Refinement', record({ type: 'Refinement', superseding_hash: OTHER })],
  ])('is written: %s', (_what, supersession) => {
    expect(judgeSupersession(supersession, FACTS, false)).toEqual({ kind: 'write' });
  });

  it.each([
    ['the target', record(), undefined, 'target_hash'],
    ['the target before its successor', replaced, undefined, 'target_hash'],
    ['the successor', replaced, { ...FACTS, successor_visible: false }, 'superseding_hash'],
  ])('names what nobody can see: %s', (_what, supersession, facts, path) => {
    expect(judgeSupersession(supersession, facts, true)).toMatchObject({
      kind: 'refuse',
      error: { code: 'assertion_not_found', status: 404, options: { errors: [{ path }] } },
    });
  });

  it('that retracts is for signers of the target and for administrators', () => {
    const retraction = record({ type: 'Retraction' });
    expect(judgeSupersession(retraction, FACTS, false)).toMatchObject({ error: { code: 'retraction_not_permitted', status: 403 } });
    expect(judgeSupersession(retraction, { ...FACTS, signed_target: true }, false)).toEqual({ kind: 'write' });
    expect(judgeSupersession(retraction, FACTS, true)).toEqual({ kind: 'write' });
  });

  it('never closes a circle, nor follows a chain without end', () => {
    expect(judgeSupersession(replaced, { ...FACTS, leads_back: true }, true)).toMatchObject({ error: { code: 'supersession_cycle', status: 409 } });
    const itself = record({ type: 'Temporal', superseding_hash: TARGET });
    expect(judgeSupersession(itself, { ...FACTS, leads_back: true }, true)).toMatchObject({
      error: { code: 'supersession_cycle', message: 'A claim cannot supersede itself' },
    });
    expect(judgeSupersession(replaced, { ...FACTS, endless: true }, true)).toMatchObject({ error: { code: 'supersession_chain_too_long', status: 422 } });
  });

  it('that stands already is a duplicate, whatever has become of the rest', () => {
    fc.assert(
      fc.property(arbitraryRecord, arbitraryFacts, fc.boolean(), (supersession, facts, byAdmin) => {
        expect(judgeSupersession(supersession, { ...facts, standing_since: SINCE }, byAdmin)).toEqual({ kind: 'standing', recordedAt: SINCE });
      }),
    );
  });

  it('is written where nothing speaks against it, and an administrator is refused nothing that a writer is granted', () => {
    fc.assert(
      fc.property(arbitraryRecord, arbitraryFacts, (supersession, facts) => {
        const [writer, admin] = [false, true].map((byAdmin) => judgeSupersession(supersession, facts, byAdmin));
        expect(writer?.kind !== 'write' || admin?.kind === 'write').toBe(true);
        const clean = facts.standing_since === null && !facts.leads_back && !facts.endless;
        const visible = supersession.superseding_hash === undefined || facts.successor_visible;
        expect(admin?.kind === 'write').toBe(clean && visible);
      }),
    );
  });
});
