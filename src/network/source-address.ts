import { isIPv4, isIPv6 } from './ip-address.ts';

const HOST_AND_PORT = /^[a-z]+:\/\/(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:/]+)):\d+/u;
const GROUPS = 8;
const GROUPS_OF_64_BITS = 4;

/**
 * Whom limits count at an address of a connection: an IPv4 address, or the /64 of an IPv6 address, since that much is one
 * customer's. Undefined where addresses tell nobody apart: Unix sockets and connections in memory.
 */
export function sourceOf(remoteAddress: string): string | undefined {
  const groups = HOST_AND_PORT.exec(remoteAddress)?.groups;
  const host = groups?.['bracketed'] ?? groups?.['plain'];
  if (host === undefined) return undefined;
  const [address = ''] = host.split('%');
  if (!isIPv6(address)) return address;
  const mapped = address.slice(address.lastIndexOf(':') + 1);
  return isIPv4(mapped) ? mapped : networkOf(address);
}

/** The first 64 bits in one spelling. RFC 4291 §2.2 */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined): string[] => (text ?? '').split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  const whole = [...before, ...(tail === undefined ? [] : zeros), ...after];
  return `${whole
    .slice(0, GROUPS_OF_64_BITS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
