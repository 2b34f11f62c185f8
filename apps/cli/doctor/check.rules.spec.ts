import { clockCheck, durabilityCheck, isHealthy, migrationsCheck, modeCheck, nodeCheck, postgresCheck, roleCheck } from './check.rules';

describe('a check of the installation', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v24.1.0', 'ok'],
    ['v20.18.3', 'fail'],
    ['v18.20.0', 'fail'],
  ])('of Node.js %s says %s', (version, status) => {
    expect(nodeCheck(version).status).toBe(status);
  });

  it.each([
    [140_012, 'fail'],
    [150_000, 'ok'],
    [180_004, 'ok'],
    [190_000, 'warn'],
  ])('of PostgreSQL %i says %s', (version, status) => {
    expect(postgresCheck(version).status).toBe(status);
  });

  it('names pending migrations, which are a fault only where the server does not run them', () => {
    expect(migrationsCheck([], false).status).toBe('ok');
    expect(migrationsCheck(['A1'], true)).toMatchObject({ status: 'warn', message: 'pending: A1' });
    expect(migrationsCheck(['A1'], false).status).toBe('fail');
  });

  it('warns of a role that row-level security does not bind, and says what the server does about it', () => {
    expect(roleCheck(false).status).toBe('ok');
    expect(roleCheck(true)).toMatchObject({ status: 'warn', advice: expect.stringContaining('restricted role') as string });
  });

  it.each(['fsync', 'synchronous_commit', 'full_page_writes'])('fails where %s is off', (name) => {
    const on = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
    expect(durabilityCheck(on).status).toBe('ok');
    expect(durabilityCheck({ ...on, [name]: 'off' })).toMatchObject({ status: 'fail', advice: expect.stringContaining(`SET ${name} = on`) as string });
  });

  it.each([
    [0.4, 'ok'],
    [-1.9, 'ok'],
    [10, 'warn'],
    [-10, 'warn'],
    [300, 'fail'],
    [-301, 'fail'],
  ])('of a clock that is %f s off says %s', (ahead, status) => {
    expect(clockCheck('store clock', ahead).status).toBe(status);
  });

  it.each([
    [0o700, 'directory', 'ok'],
    [0o711, 'directory', 'ok'],
    [0o755, 'directory', 'warn'],
    [0o777, 'directory', 'warn'],
    [0o600, 'secret', 'ok'],
    [0o640, 'secret', 'fail'],
    [0o604, 'secret', 'fail'],
  ] as const)('of mode %o of a %s says %s', (mode, kind, status) => {
    expect(modeCheck('x', '/x', mode, kind).status).toBe(status);
  });

  it('finds an installation healthy with warnings, and not with a fault', () => {
    const check = (status: 'ok' | 'warn' | 'fail') => ({ name: 'x', status, message: '' });
    expect(isHealthy([check('ok'), check('warn')])).toBe(true);
    expect(isHealthy([check('ok'), check('fail')])).toBe(false);
  });
});
