import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { QForgeError } from '../base/index.ts';

const DECIMAL = /^(?:0|[1-9]\d{0,2})$/u;
const MAX_PREFIX = { ipv4: 32, ipv6: 128 } as const;

/** A block of IP addresses, such as `10.0.0.0/8` or `fd00::/8`. */
export interface IpRange {
  /** Whether the address lies in it; an IPv4 address that is written as IPv6 counts as itself. */
  contains(address: string): boolean;
}

/** An IP address in the family it speaks for: `::ffff:1.2.3.4` is an IPv4 address. Undefined for anything else. */
export function plainIp(address: string): string | undefined {
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  const mapped = /^::ffff:(?<rest>[\d.a-f:]+)$/iu.exec(address)?.groups?.['rest'];
  if (mapped === undefined) return address;
  return isIPv4(mapped) ? mapped : (ipv4OfGroups(mapped) ?? address);
}

/** Parses `address` or `address/prefix`. Throws `ADDRESS_INVALID`. */
export function parseIpRange(unverified: string): IpRange {
  const [address = '', prefixText, ...more] = unverified.split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (more.length > 0 || (family === 'ipv6' && !isIPv6(address))) throw invalid(unverified);
  const prefix = prefixText === undefined ? MAX_PREFIX[family] : Number(prefixText);
  if (prefixText !== undefined && (!DECIMAL.test(prefixText) || prefix > MAX_PREFIX[family])) throw invalid(unverified);
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return rangeOf(list);
}

/**
 * Addresses that mean this machine, its own link or nobody in particular: unspecified, loopback, link-local (where clouds keep
 * their metadata), multicast and broadcast. Sources: RFC 6890 §2.2, RFC 4291 §2.
 */
export const localOnlyAddresses: IpRange = rangeOf(localOnlyList());

function localOnlyList(): BlockList {
  const list = new BlockList();
  list.addSubnet('0.0.0.0', 8, 'ipv4');
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addSubnet('169.254.0.0', 16, 'ipv4');
  list.addSubnet('224.0.0.0', 4, 'ipv4');
  list.addAddress('255.255.255.255', 'ipv4');
  list.addAddress('::', 'ipv6');
  list.addAddress('::1', 'ipv6');
  list.addSubnet('fe80::', 10, 'ipv6');
  list.addSubnet('ff00::', 8, 'ipv6');
  return list;
}

function rangeOf(list: BlockList): IpRange {
  return {
    contains: (address) => {
      const plain = plainIp(address.split('%')[0] ?? '');
      return plain !== undefined && list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
    },
  };
}

/** The last two groups of an IPv6 address as an IPv4 address: `7f00:1` is `127.0.0.1`. */
function ipv4OfGroups(groups: string): string | undefined {
  const match = /^(?<high>[\da-f]{1,4}):(?<low>[\da-f]{1,4})$/iu.exec(groups);
  if (match === null) return undefined;
  const numbers = [match.groups?.['high'], match.groups?.['low']].map((group = '') => Number.parseInt(group, 16));
  return numbers.flatMap((number) => [number >> 8, number & 0xff]).join('.');
}

function invalid(unverified: string): QForgeError<'ADDRESS_INVALID'> {
  return new QForgeError('ADDRESS_INVALID', {
    address: unverified.replaceAll(/[^\w.:/%-]/gu, '?').slice(0, 64),
    reason: 'it is neither an IP address nor a block of them',
  });
}
