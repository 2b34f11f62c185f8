import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { MAPPED_IPV4, parseNetwork } from '@stemedb/platform/config';

/** The networks that a key may be used from; none listed means from anywhere. */
export class AllowedNetworks {
  private readonly list: BlockList | undefined;

  constructor(networks: readonly string[]) {
    if (networks.length === 0) return;
    this.list = new BlockList();
    for (const text of networks) {
      const network = parseNetwork(text);
      if (network) this.list.addSubnet(network.address, network.prefix, network.family);
    }
  }

  admit(address: string): boolean {
    if (!this.list) return true;
    const plain = address.replace(/%.*$/, '');
    const mapped = MAPPED_IPV4.exec(plain)?.[1];
    if (mapped !== undefined) return this.list.check(mapped, 'ipv4');
    return isIPv4(plain) ? this.list.check(plain, 'ipv4') : isIPv6(plain) && this.list.check(plain, 'ipv6');
  }
}
