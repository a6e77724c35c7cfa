import {
  type Address,
  formatAddress,
  invalidAddress,
  parseAddress,
  type TcpAddress,
  type UnixAddress,
} from '../network/index.ts';

/** Where a connection through a tunnel begins or ends. */
export type TunnelAddress = TcpAddress | UnixAddress;

/** Reads `tcp://host:port` or `unix:///path`. Throws `ADDRESS_INVALID`. */
export function parseTunnelAddress(unverified: string): TunnelAddress {
  const address: Address = parseAddress(unverified);
  if (address.scheme === 'tcp' || address.scheme === 'unix') return address;
  throw invalidAddress(unverified, 'a tunnel leads to tcp:// and unix:// alone');
}

/** As people write it: `host:port` or `/path`. */
export function shortAddress(address: TunnelAddress): string {
  return formatAddress(address).slice(`${address.scheme}://`.length);
}
