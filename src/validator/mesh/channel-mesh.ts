import { type Clock, isQForgeError, type Logger, type ScheduledCall } from '../../base/index.ts';
import type { Channel, StreamlinedSecureClient } from '../../client/index.ts';
import type { PeerLinks } from '../node/peer-links.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** When the one that should dial has not: it may not know of this one yet. */
const PATIENCE_MS = 3000;
/** How long one that has left may stay to learn so. */
const FAREWELL_MS = 10_000;

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
  #peers: readonly MeshPeer[];
  /** Those who may come to learn that they have left. */
  #former: ReadonlySet<string> = new Set();
  readonly #dialled = new Set<string>();
  #listener: MeshListener | undefined;
  #isClosed = false;

  constructor(options: ChannelMeshOptions) {
    this.#options = options;
    this.#peers = options.peers;
  }

  /** Begins to accept and to dial. */
  start(listener: MeshListener): void {
    this.#listener = listener;
    this.#options.client.onChannel((channel) => this.#take(channel));
    this.#dialAll();
  }

  /** Other peers from now on: new ones are dialled, those who have left are let go in a while, strangers at once. */
  update(peers: readonly MeshPeer[], former: Iterable<string>): void {
    this.#peers = peers;
    this.#former = new Set(former);
    for (const [peerId, channel] of this.#channels)
      if (this.#peerOf(peerId) === undefined) this.#letGo(peerId, channel);
    if (this.#listener !== undefined) this.#dialAll();
  }

  connected(): readonly string[] {
    return [...this.#channels]
      .filter(([peerId, channel]) => channel.state === 'open' && this.#peerOf(peerId) !== undefined)
      .map(([peerId]) => peerId);
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

  #peerOf(peerId: string): MeshPeer | undefined {
    return this.#peers.find((peer) => peer.peerId === peerId);
  }

  #dialAll(): void {
    for (const { peerId } of this.#peers) {
      if (this.#dialled.has(peerId)) continue;
      this.#dialled.add(peerId);
      this.#dialSoon(peerId, 0);
    }
  }

  /** Of each two the one with the smaller PeerId dials; the other one if that takes long. */
  #dialSoon(peerId: string, delayMs: number): void {
    const isFirst = this.#options.client.peerId < peerId;
    this.#later(isFirst ? delayMs : PATIENCE_MS, () => void this.#dial(peerId, isFirst ? FIRST_PAUSE_MS : PATIENCE_MS));
  }

  async #dial(peerId: string, pauseMs: number): Promise<void> {
    const peer = this.#peerOf(peerId);
    if (peer === undefined) this.#dialled.delete(peerId);
    if (this.#isClosed || peer === undefined || this.#channels.get(peerId)?.state === 'open') return;
    try {
      this.#take(await this.#options.client.establishSecureChannel(peerId, { address: peer.address }));
    } catch (error) {
      const code = isQForgeError(error) ? error.code : 'UNKNOWN';
      this.#options.logger.log('debug', 'consensus', 'a validator is not reached', { peer: peerId, code });
      this.#later(pauseMs, () => void this.#dial(peerId, Math.min(2 * pauseMs, LONGEST_PAUSE_MS)));
    }
  }

  #take(channel: Channel): void {
    const { peerId } = channel;
    const isPeer = this.#peerOf(peerId) !== undefined;
    if (!isPeer && !this.#former.has(peerId)) {
      void channel.close();
      return;
    }
    if (this.#channels.get(peerId) === channel) return;
    this.#channels.set(peerId, channel);
    this.#lagging.delete(peerId);
    channel.onStream((stream) => stream.reset('only messages are taken here'));
    // A copy: what a handler is given belongs to the channel again once it returns.
    channel.onMessage((message) => this.#listener?.receive(peerId, message.slice()));
    channel.onEvent(({ type }) => {
      if (type === 'resumed') this.#listener?.peerJoined(peerId);
    });
    void channel.closed.then(() => this.#lost(peerId, channel));
    if (!isPeer) this.#letGo(peerId, channel);
    this.#listener?.peerJoined(peerId);
  }

  /** Closes the channel of one that is no peer; of one that has left, when it could have learnt that. */
  #letGo(peerId: string, channel: Channel): void {
    const close = (): void => {
      if (this.#peerOf(peerId) === undefined) void channel.close();
    };
    if (this.#former.has(peerId)) this.#later(FAREWELL_MS, close);
    else close();
  }

  #lost(peerId: string, channel: Channel): void {
    if (this.#channels.get(peerId) === channel) this.#channels.delete(peerId);
    if (this.#peerOf(peerId) === undefined) this.#dialled.delete(peerId);
    else this.#dialSoon(peerId, FIRST_PAUSE_MS);
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
