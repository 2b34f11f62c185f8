import { AllowedNetworks } from './allowed-networks';

describe('allowed networks', () => {
  const both = new AllowedNetworks(['10.0.0.0/8', '192.0.2.7/32', '2001:db8::/32']);

  it('admit everybody where none is listed', () => {
    for (const address of ['127.0.0.1', '::1', '203.0.113.9']) expect(new AllowedNetworks([]).admit(address)).toBe(true);
  });

  it.each(['10.0.0.0', '10.255.255.255', '192.0.2.7', '::ffff:10.1.2.3', '::FFFF:192.0.2.7', '2001:db8::', '2001:db8:ffff::1', '2001:db8::1%eth0'])('admit %s', (address) => {
    expect(both.admit(address)).toBe(true);
  });

  it.each(['9.255.255.255', '11.0.0.0', '192.0.2.8', '::ffff:11.0.0.1', '2001:db9::', '::1', '::a00:1', '', 'unknown'])('shut out %j', (address) => {
    expect(both.admit(address)).toBe(false);
  });

  it('of one family admit nobody of the other', () => {
    expect(new AllowedNetworks(['0.0.0.0/0']).admit('2001:db8::1')).toBe(false);
    expect(new AllowedNetworks(['2001:db8::/32']).admit('10.0.0.1')).toBe(false);
    expect(new AllowedNetworks(['0.0.0.0/0']).admit('::ffff:10.0.0.1')).toBe(true);
  });
});
