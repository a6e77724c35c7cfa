import { isQForgeError } from '../base/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import type { TunnelRules } from './access-list.ts';
import type { ForwardStatus } from './forward-status.ts';
import { RefusalLog, type TunnelRefusal } from './refusal-log.ts';
import { ServedPeer } from './served-peer.ts';
import { decodeTunnelRequest, headerStart, TUNNEL_PROTOCOL, type TunnelRequest } from './tunnel-header.ts';
import type { TunnelSettings } from './tunnel-options.ts';
import { encodeStatus, refuseStream } from './tunnel-reply.ts';

/** What tunnels are served with. */
export interface TunnelServerOptions extends TunnelSettings {
  /** What a peer may do, asked anew for every request. */
  readonly rulesOf: (peerId: string) => Promise<TunnelRules>;
  /** Hands over every channel that is to be served, from now on; returns the way to stop that. Default: `serve` is called for each. */
  readonly channels?: (serve: (channel: Channel) => void) => () => void;
}

/** Serves the tunnels that peers open, as far as its rules allow, until it is disposed. */
export class TunnelServer implements AsyncDisposable {
  readonly #options: TunnelServerOptions;
  readonly #peers = new Map<string, ServedPeer>();
  readonly #refusals: RefusalLog;
  readonly #served = new Map<Channel, () => void>();
  readonly #stop: () => void;

  constructor(options: TunnelServerOptions) {
    this.#options = options;
    this.#refusals = new RefusalLog(options.clock);
    this.#stop = options.channels?.((channel) => this.serve(channel)) ?? (() => undefined);
  }

  /** Serves tunnels on a channel, which may carry other streams too. */
  serve(channel: Channel): void {
    if (this.#served.has(channel)) return;
    const take = (stream: ChannelStream): Promise<void> => this.#take(channel, stream);
    const claims = [headerStart.connect, headerStart.bind, TUNNEL_PROTOCOL];
    const releases = claims.map((start) => channel.claimStreams(start, take));
    this.#served.set(channel, () => {
      for (const release of releases) release();
    });
    void channel.closed.then(() => this.#served.delete(channel));
  }

  /** What is served now, peer by peer. */
  status(): readonly ForwardStatus[] {
    return [...this.#peers.values()].flatMap((peer) => peer.status());
  }

  /** What peers were refused lately, the latest first. */
  refusals(): readonly TunnelRefusal[] {
    return this.#refusals.entries;
  }

  /** Takes no more requests and stops all listeners; connections end with their channels. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    for (const release of this.#served.values()) release();
    this.#served.clear();
    await Promise.all([...this.#peers.values()].map((peer) => peer.stop()));
  }

  async #take(channel: Channel, stream: ChannelStream): Promise<void> {
    const request = requestOf(stream);
    if (request === undefined) return stream.reset('its header is malformed');
    const peer = this.#peerOf(channel.peerId);
    const rules = (): Promise<TunnelRules> => this.#options.rulesOf(channel.peerId);
    if (request.kind === 'connect') return peer.connect(channel, stream, request.target, rules);
    if (request.kind === 'bind') return peer.bind(channel, stream, request, rules);
    // Nobody but an opener has bindings that connections could come to.
    return refuseStream(stream, encodeStatus('no binding'), this.#options.clock);
  }

  #peerOf(peerId: string): ServedPeer {
    const known = this.#peers.get(peerId);
    if (known !== undefined) return known;
    const peer = new ServedPeer(peerId, this.#options, this.#refusals);
    this.#peers.set(peerId, peer);
    return peer;
  }
}

function requestOf(stream: ChannelStream): TunnelRequest | undefined {
  try {
    return decodeTunnelRequest(stream.header);
  } catch (error) {
    if (isQForgeError(error, 'MALFORMED')) return undefined;
    throw error;
  }
}
