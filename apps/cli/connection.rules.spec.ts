import { keyFault, namespaceFault, readAddress } from './connection.rules';

describe('the address of an API', () => {
  it.each([
    ['http://127.0.0.1:18180', 'http://127.0.0.1:18180', true],
    ['http://localhost:8080/', 'http://localhost:8080', true],
    ['http://[::1]:8080', 'http://[::1]:8080', true],
    ['https://steme.example/base//', 'https://steme.example/base', false],
    ['http://127.0.0.1.example:80', 'http://127.0.0.1.example', false],
    ['http://localhost.example', 'http://localhost.example', false],
    ['http://10.0.0.1', 'http://10.0.0.1', false],
  ])('%s is %s, on this machine: %s', (text, url, local) => {
    expect(readAddress(text)).toEqual({ url, local });
  });

  it.each(['', 'nonsense', 'ftp://host', 'http://user:pass@host', 'http://host?x=1', 'http://host#x'])('refuses %j', (text) => {
    expect(readAddress(text)).toHaveProperty('fault');
  });

  it('does not repeat a password', () => {
    expect(JSON.stringify(readAddress('http://user:secret@host'))).not.toContain('secret');
  });
});

describe('a key and a namespace', () => {
  it('may hold what a header and a name can', () => {
    expect(keyFault('steme_live_0123')).toBeUndefined();
    expect(namespaceFault('team-a')).toBeUndefined();
  });

  it.each(['', 'a b', 'a\nb', 'ä'])('is refused as a key: %j', (key) => {
    expect(keyFault(key)).toBeDefined();
  });

  it.each(['', 'A', 'a_b', '*', 'a'.repeat(65)])('is refused as a namespace: %j', (namespace) => {
    expect(namespaceFault(namespace)).toBeDefined();
  });
});
