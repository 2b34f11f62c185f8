import { decide, type Standing } from './source-status.rules';
import { SOURCE_STATUSES, type SourceStatus } from './source-status.dto';

const at = (second: number): string => `2026-01-01T00:00:0${second}.000000Z`;
const standing = (...statuses: SourceStatus[]): Standing => ({
  registered_at: at(0),
  latest: statuses.map((status, index) => ({ status, recorded_at: at(statuses.length - index) })),
});

describe('a status of a source', () => {
  it('is active as long as nobody said otherwise', () => {
    expect(decide(standing(), 'retracted', at(9))).toEqual({ outcome: 'changed', status: 'retracted', previous: 'active', recordedAt: at(9) });
    expect(decide(standing(), 'active', at(9))).toEqual({ outcome: 'unchanged', status: 'active', previous: 'active', recordedAt: at(0) });
  });

  it.each(SOURCE_STATUSES.flatMap((from) => SOURCE_STATUSES.map((to): [SourceStatus, SourceStatus] => [from, to])))(
    'that was %s and is said to be %s changes only where the two differ',
    (from, to) => {
      const verdict = decide(standing(from), to, at(9));
      expect(verdict.outcome).toBe(from === to ? 'unchanged' : 'changed');
      expect(verdict.recordedAt).toBe(from === to ? at(1) : at(9));
    },
  );

  it('said again is answered as it was the first time', () => {
    const first = decide(standing('deprecated'), 'retracted', at(2));
    expect(decide(standing('retracted', 'deprecated'), 'retracted', at(9))).toEqual({ ...first, outcome: 'unchanged' });
  });

  it('follows from the latest record and not from an earlier one', () => {
    expect(decide(standing('active', 'retracted'), 'retracted', at(9))).toMatchObject({ outcome: 'changed', previous: 'active' });
  });
});
