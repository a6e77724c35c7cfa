import { QForgeError, unreachable, utf8 } from '../base/index.ts';
import { isIPv4, isIPv6 } from './ip-address.ts';

/** A TCP end point; `host` is a name, an IPv4 address or an IPv6 address without brackets. */
export interface TcpAddress {
  readonly scheme: 'tcp';
  readonly host: string;
  readonly port: number;
}

/** A Unix domain socket; `path` is absolute. */
export interface UnixAddress {
  readonly scheme: 'unix';
  readonly path: string;
}

/** A WebSocket end point: `ws` in the clear, `wss` inside TLS; `path` begins with a slash. */
export interface WebSocketAddress {
  readonly scheme: 'ws' | 'wss';
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** An end point inside this process, for tests and simulators. */
export interface MemoryAddress {
  readonly scheme: 'memory';
  readonly name: string;
}

/** Where a transport listens or connects. */
export type Address = TcpAddress | UnixAddress | WebSocketAddress | MemoryAddress;

const MAX_PORT = 65_535;
/** RFC 1035 §2.3.4. */
const MAX_HOST_NAME_LENGTH = 253;
/** `sun_path` has 108 bytes on Linux and 104 elsewhere, one of them the final NUL. */
const MAX_UNIX_PATH_BYTES = 103;
const MAX_ADDRESS_LENGTH = 512;

/** Control and format characters, lone surrogates, and the line separators of Unicode. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

const MEMORY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** RFC 1123 §2.1, with the underscore that private networks use. */
const HOST_LABEL = /^(?![-])[A-Za-z0-9_-]{1,63}(?<![-])$/;
const NUMBER_LABEL = /^(0[xX][0-9a-fA-F]*|[0-9]+)$/;
/** Segments of the unreserved characters of RFC 3986 §2.3: nothing that a server could take apart in its own way. */
const WEB_PATH = /^(?:\/[A-Za-z0-9._~-]{1,64}){1,8}$/;
const DECIMAL_PORT = /^(0|[1-9][0-9]{0,4})$/;

/**
 * Parses `tcp://host:port`, `tcp://[IPv6]:port`, `ws://host:port/path`, `wss://...`, `unix:///path` or `memory://name`.
 *
 * Strict: no user, query or default port, a path for WebSockets only, no number forms of IPv4 beyond four decimal parts. Port 0 is allowed
 * here, since it has a meaning when listening. Throws `ADDRESS_INVALID`.
 */
export function parseAddress(unverified: string): Address {
  if (unverified.length > MAX_ADDRESS_LENGTH) throw invalidAddress(`${unverified.slice(0, 32)}...`, 'it is too long');
  const separator = unverified.indexOf('://');
  if (separator < 0) throw invalidAddress(unverified, 'it does not start with a scheme such as tcp://');
  const rest = unverified.slice(separator + '://'.length);
  switch (unverified.slice(0, separator)) {
    case 'tcp':
      return { scheme: 'tcp', ...parseEndpoint(unverified, rest) };
    case 'ws':
      return parseWebSocket(unverified, 'ws', rest);
    case 'wss':
      return parseWebSocket(unverified, 'wss', rest);
    case 'unix':
      return { scheme: 'unix', path: checkedUnixPath(unverified, rest) };
    case 'memory':
      return { scheme: 'memory', name: checkedMemoryName(unverified, rest) };
    default:
      throw invalidAddress(unverified, 'its scheme is none of tcp, unix, ws, wss, memory');
  }
}

/** The text that `parseAddress` reads back as the same address. */
export function formatAddress(address: Address): string {
  switch (address.scheme) {
    case 'tcp':
      return `tcp://${formatEndpoint(address)}`;
    case 'ws':
    case 'wss':
      return `${address.scheme}://${formatEndpoint(address)}${address.path === '/' ? '' : address.path}`;
    case 'unix':
      return `unix://${address.path}`;
    case 'memory':
      return `memory://${address.name}`;
    default:
      return unreachable(address);
  }
}

function formatEndpoint({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parseWebSocket(whole: string, scheme: 'ws' | 'wss', rest: string): WebSocketAddress {
  const slash = rest.indexOf('/');
  if (slash < 0) return { scheme, ...parseEndpoint(whole, rest), path: '/' };
  const path = rest.slice(slash);
  const isPlain = WEB_PATH.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
  if (!isPlain) throw invalidAddress(whole, 'a path has segments of letters, digits, dots, hyphens, underscores');
  return { scheme, ...parseEndpoint(whole, rest.slice(0, slash)), path };
}

function parseEndpoint(whole: string, rest: string): { host: string; port: number } {
  const colon = rest.lastIndexOf(':');
  const portText = rest.slice(colon + 1);
  if (colon < 0 || !DECIMAL_PORT.test(portText)) throw invalidAddress(whole, 'it does not end in a port number');
  const port = Number(portText);
  if (port > MAX_PORT) throw invalidAddress(whole, `a port is at most ${MAX_PORT}`);
  return { host: checkedHost(whole, rest.slice(0, colon)), port };
}

function checkedHost(whole: string, host: string): string {
  if (host.startsWith('[')) {
    const inner = host.slice(1, -1);
    if (!host.endsWith(']') || !isIPv6(inner)) throw invalidAddress(whole, 'there is no IPv6 address in the brackets');
    return inner;
  }
  if (isIPv4(host)) return host;
  const labels = host.split('.');
  if (host.length > MAX_HOST_NAME_LENGTH || !labels.every((label) => HOST_LABEL.test(label))) {
    throw invalidAddress(whole, 'its host is neither a name, an IPv4 address nor an IPv6 address in brackets');
  }
  // Resolvers take 127.1, 0x7f.1 or 2130706433 for IPv4 addresses: nobody writes them but to deceive a filter.
  if (NUMBER_LABEL.test(labels.at(-1) ?? '')) throw invalidAddress(whole, 'its host ends in a number');
  return host;
}

function checkedUnixPath(whole: string, path: string): string {
  if (!path.startsWith('/')) throw invalidAddress(whole, 'the path is not absolute: write three slashes, unix:///path');
  if (UNPRINTABLE.test(path)) throw invalidAddress(whole, 'the path has control characters in it');
  if (path.endsWith('/')) throw invalidAddress(whole, 'the path names a folder');
  if (utf8(path).length > MAX_UNIX_PATH_BYTES) {
    throw invalidAddress(whole, `the path of a socket has at most ${MAX_UNIX_PATH_BYTES} bytes`);
  }
  return path;
}

function checkedMemoryName(whole: string, name: string): string {
  if (!MEMORY_NAME.test(name)) throw invalidAddress(whole, 'a name has letters, digits, dots, hyphens, underscores');
  return name;
}

/** The error for an address that cannot be used; it shows nothing that could disturb a terminal or a log. */
export function invalidAddress(unverified: string, reason: string): QForgeError<'ADDRESS_INVALID'> {
  return new QForgeError('ADDRESS_INVALID', { address: unverified.replaceAll(EVERY_UNPRINTABLE, '?'), reason });
}
