import type { Clock, Logger, MetricsSink, RandomSource, Tracer } from '../base/index.ts';
import type { Channel, NetworkComms } from '../network/index.ts';
import type { TunnelClient, TunnelLimits, TunnelRules, TunnelServer, TunnelSettings } from '../tunnel/index.ts';
import type { TrustStore } from './trust-store.ts';

/** How a tunnel is opened: forwards as `[BIND:]PORT:HOST:PORT`, with a path in place of either end. */
export interface OpenTunnelOptions extends TunnelLimits {
  /** Forwards that listen here. */
  readonly local?: readonly string[];
  /** Forwards that listen at the peer. */
  readonly remote?: readonly string[];
  /** Where the peer is; default: the address in the list of peers. */
  readonly address?: string;
  /** Whether listeners on this side may be reached from other machines. Default: not. */
  readonly allowPublicBind?: boolean;
  /** Whether opening waits until the peer is reached and every forward works. Default: it does; if not, it listens here and goes on trying. */
  readonly awaitPeer?: boolean;
  /** Gives it up while it is being opened. */
  readonly signal?: AbortSignal;
}

/** How tunnels are served. */
export interface ServeTunnelsOptions extends TunnelLimits {
  /** Rules beside those in the list of peers, by PeerId. */
  readonly rules?: ReadonlyMap<string, TunnelRules>;
  /** Whether listeners for peers may be reached from other machines, where a rule allows them. Default: not. */
  readonly allowPublicBind?: boolean;
}

/** What tunnels need of a client. */
export interface TunnelParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly random: RandomSource;
  readonly trustStore: TrustStore;
  readonly network: NetworkComms;
  readonly tracer?: Tracer | undefined;
}

/** Opens a tunnel to a peer; the room of tunnels is loaded on use. Throws as `TunnelClient.open`, and `FORWARD_INVALID`. */
export async function openTunnel(
  parts: TunnelParts,
  peerId: string,
  options: OpenTunnelOptions,
  openChannel: (signal: AbortSignal) => Promise<Channel>,
): Promise<TunnelClient> {
  const { parseForward, TunnelClient } = await import('../tunnel/index.ts');
  const wanted = {
    ...(await settingsOf(parts, options)),
    random: parts.random,
    peer: peerId,
    local: (options.local ?? []).map(parseForward),
    remote: (options.remote ?? []).map(parseForward),
    openChannel,
  };
  return TunnelClient.open(wanted, { signal: options.signal, awaitPeer: options.awaitPeer ?? true });
}

/** Serves the tunnels of peers on all channels from now on, by the rules of the list of peers and those of the options. */
export async function serveTunnels(parts: TunnelParts, options: ServeTunnelsOptions): Promise<TunnelServer> {
  const { TunnelServer } = await import('../tunnel/index.ts');
  const rulesOf = (peerId: string): Promise<TunnelRules> => rulesFor(peerId, parts.trustStore, options.rules);
  const channels = (serve: (channel: Channel) => void): (() => void) => {
    for (const channel of parts.network.channels) serve(channel);
    return parts.network.onEveryChannel(serve);
  };
  return new TunnelServer({ ...(await settingsOf(parts, options)), rulesOf, channels });
}

async function settingsOf(
  { clock, logger, metrics, tracer }: TunnelParts,
  options: TunnelLimits & { readonly allowPublicBind?: boolean },
): Promise<TunnelSettings> {
  const { DEFAULT_IDLE_TIMEOUT_MS, DEFAULT_MAX_CONNECTIONS } = await import('../tunnel/index.ts');
  const { maxConnections = DEFAULT_MAX_CONNECTIONS, idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS, dialTimeoutMs } = options;
  const limits = { maxConnections, idleTimeoutMs, ...(dialTimeoutMs === undefined ? {} : { dialTimeoutMs }) };
  return { clock, logger, metrics, tracer, ...limits, allowPublicBind: options.allowPublicBind ?? false };
}

/** A peer that is not trusted any more has no rules, whatever is written for it. */
async function rulesFor(
  peerId: string,
  trustStore: TrustStore,
  extra: ServeTunnelsOptions['rules'],
): Promise<TunnelRules> {
  await trustStore.refresh();
  const record = trustStore.find(peerId);
  if (record?.trusted !== true) return { connect: [], bind: [] };
  const sets = [record.tunnel, extra?.get(peerId)].filter((rules) => rules !== undefined);
  return { connect: sets.flatMap(({ connect }) => connect), bind: sets.flatMap(({ bind }) => bind) };
}
