import { type Clock, isQForgeError, type Logger, type ScheduledCall } from '../../base/index.ts';
import type { Channel, StreamlinedSecureClient } from '../../client/index.ts';
import type { PeerLinks } from '../node/peer-links.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** Where another member is. */
export interface MeshPeer {
  readonly peerId: string;
  readonly address: string;
}

/** What hears of peers and messages. */
export interface MeshListener {
  peerJoined(peer: string): void;
  receive(peer: string, unverified: Uint8Array): void;
}

/** What a mesh is made of. */
export interface ChannelMeshOptions {
  readonly client: StreamlinedSecureClient;
  readonly peers: readonly MeshPeer[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Channels to all other members: of each two, the one with the smaller PeerId dials, again and again.
 *
 * A message for a peer that can't take it now is dropped, not kept: the peer is told everything anew when it can (`peerJoined`).
 */
export class ChannelMesh implements PeerLinks {
  readonly #options: ChannelMeshOptions;
  readonly #channels = new Map<string, Channel>();
  /** Peers whose window is full: what they missed is told again when it has room. */
  readonly #lagging = new Set<string>();
  readonly #timers = new Set<ScheduledCall>();
  #listener: MeshListener | undefined;
  #isClosed = false;

  constructor(options: ChannelMeshOptions) {
    this.#options = options;
  }

  /** Begins to accept and to dial. */
  start(listener: MeshListener): void {
    this.#listener = listener;
    const { client, peers } = this.#options;
    client.onChannel((channel) => this.#take(channel));
    for (const peer of peers) if (client.peerId < peer.peerId) void this.#dial(peer, FIRST_PAUSE_MS);
  }

  connected(): readonly string[] {
    return [...this.#channels].filter(([, channel]) => channel.state === 'open').map(([peerId]) => peerId);
  }

  send(peer: string, message: Uint8Array): void {
    const channel = this.#channels.get(peer);
    if (channel?.state !== 'open' || this.#lagging.has(peer)) return;
    // The bytes belong to the channel until they are acknowledged, and one message goes to several.
    if (!channel.post(message.slice())) void this.#waitForRoom(peer, channel);
  }

  /** Stops dialling; the channels are the client's to close. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) timer.cancel();
  }

  async #waitForRoom(peer: string, channel: Channel): Promise<void> {
    this.#lagging.add(peer);
    try {
      await channel.ready();
      this.#lagging.delete(peer);
      if (this.#channels.get(peer) === channel) this.#listener?.peerJoined(peer);
    } catch {
      // It was closed: whoever comes in its place is told everything.
      this.#lagging.delete(peer);
    }
  }

  async #dial(peer: MeshPeer, pauseMs: number): Promise<void> {
    if (this.#isClosed) return;
    try {
      this.#take(await this.#options.client.establishSecureChannel(peer.peerId, { address: peer.address }));
    } catch (error) {
      const code = isQForgeError(error) ? error.code : 'UNKNOWN';
      this.#options.logger.log('debug', 'consensus', 'a validator is not reached', { peer: peer.peerId, code });
      this.#later(pauseMs, () => void this.#dial(peer, Math.min(2 * pauseMs, LONGEST_PAUSE_MS)));
    }
  }

  #take(channel: Channel): void {
    const peer = this.#options.peers.find(({ peerId }) => peerId === channel.peerId);
    if (peer === undefined) {
      void channel.close();
      return;
    }
    if (this.#channels.get(channel.peerId) === channel) return;
    this.#channels.set(channel.peerId, channel);
    this.#lagging.delete(channel.peerId);
    channel.onStream((stream) => stream.reset('only messages are taken here'));
    // A copy: what a handler is given belongs to the channel again once it returns.
    channel.onMessage((message) => this.#listener?.receive(channel.peerId, message.slice()));
    channel.onEvent(({ type }) => {
      if (type === 'resumed') this.#listener?.peerJoined(channel.peerId);
    });
    void channel.closed.then(() => this.#lost(peer, channel));
    this.#listener?.peerJoined(channel.peerId);
  }

  #lost(peer: MeshPeer, channel: Channel): void {
    if (this.#channels.get(peer.peerId) === channel) this.#channels.delete(peer.peerId);
    if (this.#options.client.peerId < peer.peerId)
      this.#later(FIRST_PAUSE_MS, () => void this.#dial(peer, FIRST_PAUSE_MS));
  }

  #later(delayMs: number, work: () => void): void {
    if (this.#isClosed) return;
    const call = this.#options.clock.schedule(delayMs, () => {
      this.#timers.delete(call);
      work();
    });
    this.#timers.add(call);
  }
}
