import { isIP } from 'node:net';
import { type Admission, localOnlyAddresses, parseAddressPattern, plainIp } from '../network/index.ts';
import type { TunnelAddress } from './tunnel-address.ts';

/** What one peer may do through a tunnel: rules as `parseAddressPattern` reads them. No rule, no permission. */
export interface TunnelRules {
  /** What this device dials for the peer. */
  readonly connect: readonly string[];
  /** Where this device listens for the peer. */
  readonly bind: readonly string[];
}

/** The rules of who may do nothing. */
export const NO_RULES: TunnelRules = { connect: [], bind: [] };

const LOCALHOST = '127.0.0.1';

/** How far rules allow an address to be dialled. Throws `ADDRESS_INVALID` for a rule that cannot be read. spec/tunnel §5 */
export function mayConnect(rules: TunnelRules, target: TunnelAddress): Admission {
  const admissions = rules.connect.map((rule) => parseAddressPattern(rule).admits(target));
  if (admissions.includes('yes')) return 'yes';
  const byNumber = admissions.filter((admission) => typeof admission === 'function');
  return byNumber.length === 0 ? 'no' : (ip) => byNumber.some((admits) => admits(ip));
}

/** Whether rules allow to listen on an address, whose host is a number. Throws `ADDRESS_INVALID`. spec/tunnel §5 */
export function mayBind(rules: TunnelRules, listen: TunnelAddress): boolean {
  return rules.bind.some((rule) => admitsBinding(rule, listen));
}

/** Where to listen: `localhost` as the number it stands for here; every other name stays what it is. */
export function bindingAddress(listen: TunnelAddress): TunnelAddress {
  return listen.scheme === 'tcp' && listen.host.toLowerCase() === 'localhost' ? { ...listen, host: LOCALHOST } : listen;
}

/** Whether only this machine can reach a listener. */
export function isPrivateListener(listen: TunnelAddress): boolean {
  if (listen.scheme === 'unix') return true;
  const host = plainIp(listen.host);
  return host === '::1' || host?.startsWith('127.') === true;
}

function admitsBinding(rule: string, listen: TunnelAddress): boolean {
  if (listen.scheme === 'tcp' && isIP(listen.host) === 0) return false;
  const isAny = rule.startsWith('*:');
  const isNamed = rule.toLowerCase().startsWith('localhost:');
  // The wildcard of dialling leaves out this machine; that of listening means nothing else.
  const pattern = isAny || isNamed ? `${LOCALHOST}:${rule.slice(rule.indexOf(':') + 1)}` : rule;
  const asked = isAny && listen.scheme === 'tcp' && isLoopback(listen.host) ? { ...listen, host: LOCALHOST } : listen;
  return parseAddressPattern(pattern).admits(asked) === 'yes';
}

function isLoopback(host: string): boolean {
  return localOnlyAddresses.contains(host) && isPrivateListener({ scheme: 'tcp', host, port: 0 });
}
