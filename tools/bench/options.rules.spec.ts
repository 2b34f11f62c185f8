import { BENCH_NAMES, parseOptions } from './options.rules';

describe('the options of the bench', () => {
  it('mean everything, in full, on the embedded PostgreSQL where none is given', () => {
    expect(parseOptions([])).toEqual({ quick: false, only: BENCH_NAMES, databaseUrl: undefined, help: false });
  });

  it('choose measurements, which keep their order', () => {
    expect(parseOptions(['--quick', '--only', 'query', '--only', 'batch'])).toMatchObject({
      quick: true,
      only: ['batch', 'query'],
    });
  });

  it('refuse a measurement that does not exist, and an option that does not', () => {
    expect(() => parseOptions(['--only', 'quary'])).toThrow(/No such measurement: quary/);
    expect(() => parseOptions(['--fast'])).toThrow(/--fast/);
  });
});
