import { isProxyList, networkOf } from './network';

describe('a network', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['::1', '::1/128'],
  ])('is written as %s', (text, network) => {
    expect(networkOf(text)).toBe(network);
  });

  it.each(['', '10.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/0x8', '2001:db8::/129', 'fe80::1%eth0', '::ffff:10.0.0.0/104', 'localhost', ' 10.0.0.0/8'])(
    'is not %j',
    (text) => {
      expect(networkOf(text)).toBeUndefined();
    },
  );
});

describe('a list of trusted proxies', () => {
  it.each(['127.0.0.1', '10.0.0.0/8', '10.0.0.0/8,192.0.2.7,2001:db8::/32'])('is %j', (text) => {
    expect(isProxyList(text)).toBe(true);
  });

  it.each(['', ',', '10.0.0.0/8,', '10.0.0.0/8, 192.0.2.7', '10.0.0.0/8;192.0.2.7', 'loopback', 'nginx', 'true', '1', '0.0.0.0/0', '10.0.0.0/8,::/0'])(
    'is not %j',
    (text) => {
      expect(isProxyList(text)).toBe(false);
    },
  );
});
