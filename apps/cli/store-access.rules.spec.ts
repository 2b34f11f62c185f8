import { embeddedPassword, runningPort, storeFault, storeName } from './store-access.rules';

describe('what the files of a running PostgreSQL say', () => {
  it('tells its port from postmaster.pid', () => {
    expect(runningPort('4711\n/data/postgres\n1700000000\n44545\n\n127.0.0.1\n')).toBe(44_545);
  });

  it.each(['', '4711\n/data\n1700000000\n', 'a\nb\nc\n0\n', 'a\nb\nc\n70000\n', 'a\nb\nc\nx\n'])('tells no port from %j', (text) => {
    expect(runningPort(text)).toBeUndefined();
  });

  it('finds the password of one role and no other', () => {
    const file = '127.0.0.1:*:*:postgres:aaa\n127.0.0.1:*:*:stemedb:bbb\n';
    expect(embeddedPassword(file, 'stemedb')).toBe('bbb');
    expect(embeddedPassword(file, 'somebody')).toBeUndefined();
  });
});

describe('a store in words', () => {
  it('is named without user and password', () => {
    expect(storeName('postgres://me:secret@db.example:5433/steme?sslmode=require')).toBe('db.example:5433/steme');
    expect(storeName('postgres://db.example/steme')).toBe('db.example:5432/steme');
    expect(storeName('me:secret')).not.toContain('secret');
    expect(storeName('no address')).toBe('DATABASE_URL');
  });

  it.each([
    [{ code: 'ECONNREFUSED', message: '' }, 'nothing listens there'],
    [{ code: '28P01', message: 'password authentication failed for user "me"' }, 'user or password is refused'],
    [{ code: '3D000', message: 'x' }, 'there is no such database'],
    [{ message: 'timeout expired' }, 'timeout expired'],
    [{ code: 'ESTRANGE', message: '' }, 'ESTRANGE'],
  ])('cannot be reached because of %j', (error, reason) => {
    expect(storeFault(error)).toBe(reason);
  });
});
