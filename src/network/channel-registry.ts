import { QForgeError } from '../base/index.ts';
import type { PeerChannel } from './peer-channel.ts';

/** Channels of one peer that are kept without a session, in hope of its return or to tell it that they are closed. */
export const MAX_WAITING_CHANNELS_PER_PEER = 64;

/** The channels of a device, by their peer and their ID. */
export class ChannelRegistry {
  readonly #channels = new Map<string, Map<string, PeerChannel>>();
  #size = 0;

  /** How many there are, closed ones that are kept among them. */
  get size(): number {
    return this.#size;
  }

  /** All that are not closed, oldest first. */
  get live(): readonly PeerChannel[] {
    const live: PeerChannel[] = [];
    this.visitLive((channel) => live.push(channel));
    return live;
  }

  /** Visits all that are not closed, without a list of them: there may be thousands, looked at again and again. */
  visitLive(visit: (channel: PeerChannel) => void): void {
    for (const channels of this.#channels.values()) {
      for (const channel of channels.values()) if (channel.state !== 'closed') visit(channel);
    }
  }

  /** The channel of that ID, if this peer has one. */
  find(peerId: string, channelId: string): PeerChannel | undefined {
    return this.#channels.get(peerId)?.get(channelId);
  }

  /** The channels to a peer that are not closed, oldest first. */
  to(peerId: string): readonly PeerChannel[] {
    return [...(this.#channels.get(peerId)?.values() ?? [])].filter((channel) => channel.isOpen);
  }

  /** Remembers a channel. If its peer has too many without a session, the oldest of those is given up. */
  add(channel: PeerChannel): void {
    const ofPeer = this.#channels.get(channel.peerId) ?? new Map<string, PeerChannel>();
    this.#channels.set(channel.peerId, ofPeer);
    ofPeer.set(channel.channelId, channel);
    this.#size += 1;
    this.boundWaiting(channel.peerId);
  }

  /** Gives up the oldest of a peer's channels without a session, while there are too many. */
  boundWaiting(peerId: string): void {
    const channels = this.#channels.get(peerId);
    if (channels === undefined || channels.size <= MAX_WAITING_CHANNELS_PER_PEER) return;
    const ofPeer = [...channels.values()];
    const waiting = ofPeer.filter(({ state, role }) => state !== 'open' && role === 'responder');
    for (const channel of waiting.slice(0, Math.max(0, waiting.length - MAX_WAITING_CHANNELS_PER_PEER))) {
      this.remove(channel);
      channel.abort(new QForgeError('CONNECTION_LOST', { peer: peerId, reason: 'too many channels wait for it' }));
    }
  }

  /** Forgets a channel. */
  remove(channel: PeerChannel): void {
    const ofPeer = this.#channels.get(channel.peerId);
    if (ofPeer?.get(channel.channelId) !== channel) return;
    ofPeer.delete(channel.channelId);
    this.#size -= 1;
    if (ofPeer.size === 0) this.#channels.delete(channel.peerId);
  }
}
