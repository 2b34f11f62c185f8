import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

const WIDTH = { ipv4: 32, ipv6: 128 } as const;
type Family = keyof typeof WIDTH;

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** An IPv4 address inside IPv6, as a socket that listens on `::` names its IPv4 clients. */
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address; undefined where it is none of them. */
function parseNetwork(text: string): Network | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  // A zone belongs to one machine, and IPv4 within IPv6 is written as IPv4.
  if (isIP(address) === 0 || address.includes('%') || MAPPED.test(address) || rest.length > 0) return undefined;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (bits === undefined) return { address, prefix: WIDTH[family], family };
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  return prefix <= WIDTH[family] ? { address, prefix, family } : undefined;
}

/** The network in CIDR notation, a single address with its full prefix; undefined where the text is no network. */
export function networkOf(text: string): string | undefined {
  const network = parseNetwork(text);
  return network && `${network.address}/${network.prefix}`;
}

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
    const mapped = MAPPED.exec(plain)?.[1];
    if (mapped !== undefined) return this.list.check(mapped, 'ipv4');
    return isIPv4(plain) ? this.list.check(plain, 'ipv4') : isIPv6(plain) && this.list.check(plain, 'ipv6');
  }
}
