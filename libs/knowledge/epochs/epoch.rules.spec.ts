import * as fc from 'fast-check';
import type { CreateEpoch } from './epoch.dto';
import { type EpochFacts, judgeEpoch } from './epoch.rules';

const [HASH, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)];
const SINCE = '2026-01-01T00:00:00.000000Z';
const FREE: EpochFacts = { standing_hash: null, standing_since: null, predecessor_known: true, leads_back: false };
const EPOCH: CreateEpoch = { id: 'new', name: 'New', starts_at: 1 };
const SUCCESSOR: CreateEpoch = { ...EPOCH, supersedes: 'old', supersession_type: 'Temporal' };

describe('an epoch', () => {
  it('is made where its id is free, whether or not it replaces another', () => {
    expect([judgeEpoch(EPOCH, HASH, FREE), judgeEpoch(SUCCESSOR, HASH, FREE), judgeEpoch(EPOCH, HASH, undefined)]).toEqual([
      { kind: 'write' },
      { kind: 'write' },
      { kind: 'write' },
    ]);
  });

  it('is a duplicate of itself and of nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(EPOCH, SUCCESSOR), fc.boolean(), fc.boolean(), (epoch, predecessor_known, leads_back) => {
        const facts = { predecessor_known, leads_back, standing_since: SINCE };
        expect(judgeEpoch(epoch, HASH, { ...facts, standing_hash: HASH })).toEqual({ kind: 'standing', recordedAt: SINCE });
        expect(judgeEpoch(epoch, HASH, { ...facts, standing_hash: OTHER })).toMatchObject({ error: { code: 'epoch_exists', status: 409, options: { errors: [{ path: 'id' }] } } });
      }),
    );
  });

  it('replaces only what exists', () => {
    expect(judgeEpoch(SUCCESSOR, HASH, { ...FREE, predecessor_known: false })).toMatchObject({
      error: { code: 'epoch_not_found', status: 404, options: { errors: [{ path: 'supersedes' }] } },
    });
    expect(judgeEpoch(EPOCH, HASH, { ...FREE, predecessor_known: false })).toEqual({ kind: 'write' });
  });

  it('closes no circle', () => {
    const circle = { error: { code: 'epoch_cycle', status: 409, options: { errors: [{ path: 'supersedes' }] } } };
    expect(judgeEpoch({ ...SUCCESSOR, supersedes: 'new' }, HASH, { ...FREE, predecessor_known: false })).toMatchObject(circle);
    expect(judgeEpoch(SUCCESSOR, HASH, { ...FREE, leads_back: true })).toMatchObject(circle);
  });
});
