import { type EventListener, isQForgeError, orCancelled, type RandomSource } from '../base/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import { ChannelKeeper, type TunnelChannelEvent } from './channel-keeper.ts';
import type { Forward } from './forward.ts';
import type { ForwardStatus } from './forward-status.ts';
import { LocalForward } from './local-forward.ts';
import { RemoteForward } from './remote-forward.ts';
import { decodeTunnelRequest, headerStart, TUNNEL_PROTOCOL } from './tunnel-header.ts';
import type { TunnelSettings } from './tunnel-options.ts';
import { encodeStatus, refuseStream } from './tunnel-reply.ts';

/** What a tunnel is opened with. */
export interface TunnelClientOptions extends TunnelSettings {
  /** PeerId of the other side, for errors and the log. */
  readonly peer: string;
  /** Forwards that listen here. */
  readonly local: readonly Forward[];
  /** Forwards that listen at the peer. */
  readonly remote: readonly Forward[];
  /** The live channel to the peer, or a new one. */
  readonly openChannel: (signal: AbortSignal) => Promise<Channel>;
  readonly random: RandomSource;
}

/** An open tunnel: its forwards work whenever there is a channel, and it opens channels as long as it lives. */
export class TunnelClient implements AsyncDisposable {
  readonly #keeper: ChannelKeeper;
  readonly #settings: TunnelSettings;
  readonly #local: readonly LocalForward[];
  readonly #remote: readonly RemoteForward[];
  /** Of the channel that is served now. */
  #releases: readonly (() => void)[] = [];

  private constructor(options: TunnelClientOptions) {
    const { peer, openChannel } = options;
    this.#settings = options;
    this.#keeper = new ChannelKeeper({ ...options, openChannel, onChannel: (channel) => this.#serve(channel) });
    this.#local = options.local.map((forward) => new LocalForward(forward, this.#keeper, peer, options));
    const firstBinding = firstBindingOf(options.random);
    this.#remote = options.remote.map(
      (forward, index) => new RemoteForward(firstBinding + index, forward, this.#keeper, peer, options),
    );
  }

  /**
   * Opens a tunnel; resolves when all its forwards work, or, if it need not `awaitPeer`, when those of this side listen: the rest follows
   * whenever the peer is there.
   *
   * Throws what `openChannel` throws, `FORWARD_PUBLIC`, `FORWARD_NOT_ALLOWED`, `PORT_IN_USE`, `LISTEN_FAILED`, and `CANCELLED` when `signal`
   * aborts before; nothing stays open then but the channel.
   */
  static async open(
    options: TunnelClientOptions,
    { signal, awaitPeer = true }: { readonly signal?: AbortSignal | undefined; readonly awaitPeer?: boolean } = {},
  ): Promise<TunnelClient> {
    const tunnel = new TunnelClient(options);
    try {
      // Whatever is wrong on this side shows before anyone is disturbed.
      for (const forward of tunnel.#local) await forward.start();
      if (awaitPeer) await orCancelled(tunnel.#reach(), signal, `Opening a tunnel to ${options.peer}`);
      else tunnel.#pursue();
      return tunnel;
    } catch (error) {
      await tunnel[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Each forward as it is now. */
  status(): readonly ForwardStatus[] {
    return [...this.#local, ...this.#remote].map((forward) => forward.status());
  }

  /** Tells when the channel is cut, given up, and there again; returns the way to stop that. */
  onChannel(listener: EventListener<TunnelChannelEvent>): () => void {
    return this.#keeper.onLink(listener);
  }

  /** Closes all listeners and connections; the channel stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#keeper.stop();
    for (const release of this.#releases) release();
    for (const forward of this.#remote) forward.stop();
    await Promise.all(this.#local.map((forward) => forward.stop()));
  }

  /** The channel, then what the peer is asked for. */
  async #reach(): Promise<void> {
    await this.#keeper.start();
    for (const forward of this.#remote) await forward.start();
  }

  /** The same, without waiting for any of it. */
  #pursue(): void {
    this.#keeper.begin();
    for (const forward of this.#remote) forward.begin();
  }

  /** Claims connections to bindings of this tunnel, and what nobody else on the channel has claimed. */
  #serve(channel: Channel): void {
    for (const release of this.#releases) release();
    const starts = [...this.#remote.map(({ binding }) => headerStart.accepted(binding)), TUNNEL_PROTOCOL];
    this.#releases = starts.map((start) => channel.claimStreams(start, (stream) => this.#take(stream)));
  }

  /** Answers connections to bindings of this tunnel, and nothing else. spec/tunnel §1 */
  async #take(stream: ChannelStream): Promise<void> {
    try {
      const request = decodeTunnelRequest(stream.header);
      const forward =
        request.kind === 'accepted' ? this.#remote.find(({ binding }) => binding === request.binding) : undefined;
      if (request.kind === 'accepted' && forward !== undefined) await forward.take(stream, request.origin);
      else await refuseStream(stream, encodeStatus('no binding'), this.#settings.clock);
    } catch (error) {
      if (!isQForgeError(error, 'MALFORMED')) throw error;
      stream.reset('its header is malformed');
    }
  }
}

/** Where the numbers of bindings begin: tunnels of one process to one peer share a channel, and must not share numbers. spec/tunnel §2 */
function firstBindingOf(random: RandomSource): number {
  return new DataView(random.fill(new Uint8Array(4)).buffer).getUint32(0) >>> 1;
}
