import { isIP } from 'node:net';
import { QForgeError } from '../base/index.ts';
import { type Address, invalidAddress, parseAddress, type TcpAddress } from './address.ts';
import { type IpRange, localOnlyAddresses, parseIpRange } from './ip-range.ts';

/** How far a pattern allows an address: as it is written, only for some of the IP addresses it stands for, or not at all. */
export type Admission = 'yes' | 'no' | ((ip: string) => boolean);

/** A rule that allows some addresses of services. */
export interface AddressPattern {
  /** As it was written. */
  readonly text: string;
  admits(address: Address): Admission;
}

const MAX_PATTERN_LENGTH = 320;
const PORTS = /^(?:\*|(?<from>[1-9]\d{0,4})(?:-(?<to>[1-9]\d{0,4}))?)$/u;
const MAX_PORT = 65_535;

/**
 * Parses a rule: `HOST:PORT`, or the path of a Unix socket.
 *
 * HOST is a name, which matches just that name; an IP address or a block (`10.0.0.0/8`, `[fd00::/8]`), which matches by number,
 * whatever name led there; or `*`, any host but this machine and its own link, which must be named. PORT is a number, a
 * range (`8000-8099`) or `*`. Throws `ADDRESS_INVALID`.
 */
export function parseAddressPattern(unverified: string): AddressPattern {
  if (unverified.length > MAX_PATTERN_LENGTH) throw invalidAddress(`${unverified.slice(0, 32)}...`, 'it is too long');
  if (unverified.startsWith('/')) return pathPattern(unverified);
  const colon = unverified.lastIndexOf(':');
  const host = unverified.slice(0, Math.max(0, colon));
  const ports = parsePorts(unverified, unverified.slice(colon + 1));
  const admitsHost = hostAdmission(unverified, host);
  return {
    text: unverified,
    admits: (address) => (address.scheme === 'tcp' && ports(address.port) ? admitsHost(address) : 'no'),
  };
}

/** Whether a text is a rule. */
export function isAddressPattern(unverified: string): boolean {
  try {
    parseAddressPattern(unverified);
    return true;
  } catch (error) {
    if (error instanceof QForgeError) return false;
    throw error;
  }
}

function pathPattern(text: string): AddressPattern {
  const own = parseAddress(`unix://${text}`);
  const path = own.scheme === 'unix' ? own.path : '';
  return { text, admits: (address) => (address.scheme === 'unix' && address.path === path ? 'yes' : 'no') };
}

function parsePorts(whole: string, text: string): (port: number) => boolean {
  const match = PORTS.exec(text);
  if (match === null) throw invalidAddress(whole, 'it does not end in a port, a range of ports or *');
  const from = Number(match.groups?.['from'] ?? 0);
  const to = Number(match.groups?.['to'] ?? match.groups?.['from'] ?? MAX_PORT);
  if (to > MAX_PORT || to < from) throw invalidAddress(whole, `its ports are not a range up to ${MAX_PORT}`);
  return (port) => port >= from && port <= to;
}

function hostAdmission(whole: string, host: string): (address: TcpAddress) => Admission {
  if (host === '*') return byNumber({ contains: (ip) => !localOnlyAddresses.contains(ip) });
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (bare.includes('/') || isIP(bare) !== 0) return byNumber(rangeIn(whole, bare));
  const name = parseAddress(`tcp://${host}:1`);
  if (name.scheme !== 'tcp') throw invalidAddress(whole, 'its host is not a name');
  const wanted = name.host.toLowerCase();
  return (address) => (address.host.toLowerCase() === wanted ? 'yes' : 'no');
}

/** A number that is written out is decided at once; a name only when it is known what it stands for. */
function byNumber(range: IpRange): (address: TcpAddress) => Admission {
  return ({ host }) => {
    if (isIP(host) === 0) return (ip) => range.contains(ip);
    return range.contains(host) ? 'yes' : 'no';
  };
}

function rangeIn(whole: string, text: string): IpRange {
  try {
    return parseIpRange(text);
  } catch {
    throw invalidAddress(whole, 'its host is not a block of IP addresses');
  }
}
