import { countsOf, countsText, NOTHING, readCounts, sum, totalOf } from './counts.rules';
import { type ImportSummary, rateOf, summaryLines } from './summary.rules';

const SUMMARY: ImportSummary = {
  files: ['a'],
  end: 'complete',
  sources: { created: 2, duplicate: 1, failed: 0 },
  claims: { ...NOTHING, created: 5, failed: 1 },
  seconds: 2,
  rate: 3,
  resumed_lines: 0,
};

describe('counts', () => {
  it('add up', () => {
    const counts = sum(countsOf(['created', 'failed', 'created']), { ...NOTHING, duplicate: 4 });
    expect(counts).toEqual({ created: 2, cosigned: 0, duplicate: 4, quarantined: 0, failed: 1 });
    expect(totalOf(counts)).toBe(7);
    expect(countsText(counts)).toBe('2 created, 4 duplicate, 1 failed');
    expect(countsText(NOTHING)).toBe('nothing');
  });

  it.each([null, 7, {}, { ...NOTHING, failed: -1 }, { ...NOTHING, created: 1.5 }, { ...NOTHING, created: '1' }])('are not %j', (value) => {
    expect(readCounts(value)).toBeUndefined();
  });
});

describe('the summary of an import', () => {
  it('tells sources, claims and time', () => {
    expect(summaryLines(SUMMARY)).toEqual(['Sources  3: 2 created, 1 duplicate', 'Claims   6: 5 created, 1 failed', 'Time     2.0 s, 3 claims/s']);
  });

  it('says what an earlier run had done', () => {
    expect(summaryLines({ ...SUMMARY, resumed_lines: 40 }).at(-1)).toBe('Time     2.0 s, 3 claims/s, 40 lines were done before');
  });

  it('has a rate even where no time has passed', () => {
    expect(rateOf(10, 0)).toBe(0);
    expect(rateOf(10, 4)).toBe(3);
  });
});
