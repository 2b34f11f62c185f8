import { environmentValue, readConfig } from './environment';

describe('the environment of the process', () => {
  const name = 'STEMEDB_CLI_SPEC';

  afterEach(() => {
    delete process.env[name];
    delete process.env.PORT;
  });

  it('is parsed into the configuration', () => {
    process.env.PORT = '4711';
    expect(readConfig().PORT).toBe(4_711);
  });

  it('gives way to what the caller sets', () => {
    process.env.PORT = '4711';
    expect(readConfig({ PORT: '4712' }).PORT).toBe(4_712);
    expect(readConfig({ PORT: undefined }).PORT).toBe(18_180);
  });

  it('hands the tools their own values, undefined where there is none', () => {
    expect(environmentValue(name)).toBeUndefined();
    process.env[name] = 'value';
    expect(environmentValue(name)).toBe('value');
  });
});
