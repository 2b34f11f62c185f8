import { isIP, isIPv4 } from 'node:net';

const WIDTH = { ipv4: 32, ipv6: 128 } as const;
type Family = keyof typeof WIDTH;

export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** An IPv4 address inside IPv6, as a socket that listens on `::` names its IPv4 clients. */
export const MAPPED_IPV4 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address; undefined where it is none of them. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  // A zone belongs to one machine, and IPv4 within IPv6 is written as IPv4.
  if (isIP(address) === 0 || address.includes('%') || MAPPED_IPV4.test(address) || rest.length > 0) return undefined;
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

/** Whether the text lists networks, comma-separated, of which none is everybody: whom all may say to be is nobody. */
export function isProxyList(text: string): boolean {
  return text.split(',').every((part) => (parseNetwork(part)?.prefix ?? 0) > 0);
}
