import { isIP } from 'node:net';

/** What a request says of where it comes from and where it thinks it goes; all of it unverified. */
export interface UnverifiedOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`: browsers set it, and pages cannot. */
  readonly fetchSite: string | undefined;
}

/** Why a request is not for this interface, or from another one's page. */
export interface ForeignOrigin {
  readonly what: 'Host' | 'Origin' | 'Sec-Fetch-Site';
  readonly value: string;
}

/**
 * Tells requests of this interface's own pages and of programs from those that another site's page makes a browser send.
 *
 * A name that an attacker lets point to 127.0.0.1 is in `Host`, and a page of another site is in `Origin`: both must be ours, port
 * included. Programs send no `Origin`.
 */
export class OriginGuard {
  readonly #hosts: ReadonlySet<string>;

  /** `hosts` are names with ports, as in a `Host` header. */
  constructor(hosts: readonly string[]) {
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()));
  }

  /** Undefined for a request of our own. */
  foreign({ host, origin, fetchSite }: UnverifiedOrigin): ForeignOrigin | undefined {
    if (host === undefined || !this.#hosts.has(host.toLowerCase())) return { what: 'Host', value: shown(host) };
    if (origin !== undefined && !this.#isOurs(origin)) return { what: 'Origin', value: shown(origin) };
    if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') {
      return { what: 'Sec-Fetch-Site', value: shown(fetchSite) };
    }
    return undefined;
  }

  #isOurs(origin: string): boolean {
    const [scheme, host, ...rest] = origin.toLowerCase().split('://');
    return rest.length === 0 && (scheme === 'http' || scheme === 'https') && this.#hosts.has(host ?? '');
  }
}

/** The names under which a loopback address is reached. */
export function loopbackHosts(port: number): readonly string[] {
  return ['127.0.0.1', '[::1]', 'localhost'].map((name) => `${name}:${port}`);
}

/** Whether an address can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/u, '$1');
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

/** At most a hundred printable characters of what a stranger sent. */
function shown(value: string | undefined): string {
  return value === undefined ? '(none)' : value.slice(0, 100).replaceAll(/[^\x20-\x7e]/gu, '?');
}
