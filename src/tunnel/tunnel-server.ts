import { isQForgeError } from '../base/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import type { TunnelRules } from './access-list.ts';
import type { ForwardStatus } from './forward-status.ts';
import { RefusalLog, type TunnelRefusal } from './refusal-log.ts';
import { ServedPeer } from './served-peer.ts';
import { decodeTunnelRequest, isTunnelStream, type TunnelRequest } from './tunnel-header.ts';
import type { TunnelSettings } from './tunnel-options.ts';
import { encodeStatus, refuseStream } from './tunnel-reply.ts';

/** What tunnels are served with. */
export interface TunnelServerOptions extends TunnelSettings {
  /** What a peer may do, asked anew for every request. */
  readonly rulesOf: (peerId: string) => Promise<TunnelRules>;
}

/** Serves the tunnels that peers open, as far as its rules allow. */
export class TunnelServer implements AsyncDisposable {
  readonly #options: TunnelServerOptions;
  readonly #peers = new Map<string, ServedPeer>();
  readonly #refusals: RefusalLog;

  constructor(options: TunnelServerOptions) {
    this.#options = options;
    this.#refusals = new RefusalLog(options.clock);
  }

  /** Takes all streams of a channel. */
  serve(channel: Channel): void {
    channel.onStream((stream) => {
      if (!this.take(channel, stream)) stream.reset('only tunnels are served here');
    });
  }

  /** Takes one stream of a channel, for whoever serves other things too; false for a stream that is no tunnel's. */
  take(channel: Channel, stream: ChannelStream): boolean {
    if (!isTunnelStream(stream)) return false;
    void this.#take(channel, stream);
    return true;
  }

  /** What is served now, peer by peer. */
  status(): readonly ForwardStatus[] {
    return [...this.#peers.values()].flatMap((peer) => peer.status());
  }

  /** What peers were refused lately, the latest first. */
  refusals(): readonly TunnelRefusal[] {
    return this.#refusals.entries;
  }

  /** Stops all listeners; connections end with their channels. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#peers.values()].map((peer) => peer.stop()));
  }

  async #take(channel: Channel, stream: ChannelStream): Promise<void> {
    const request = requestOf(stream);
    if (request === undefined) return stream.reset('its header is malformed');
    const peer = this.#peerOf(channel.peerId);
    const rules = (): Promise<TunnelRules> => this.#options.rulesOf(channel.peerId);
    if (request.kind === 'connect') return peer.connect(stream, request.target, rules);
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
