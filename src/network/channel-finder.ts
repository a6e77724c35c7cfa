import { defined, QForgeError } from '../base/index.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import type { SessionBinding } from './channel-session.ts';
import type { PeerChannel } from './peer-channel.ts';
import type { SessionHello } from './session-hello.ts';

/** Makes the channel of an ID that was never met. */
export type MakeChannel = (peerId: string, channelId: string) => PeerChannel;

/** Finds the channel of one accepted session, by the ID that the initiator names. spec/records §9 */
export class ChannelFinder {
  readonly #known: Pick<ChannelRegistry, 'find'>;
  readonly #makeChannel: MakeChannel;
  #fresh: PeerChannel | undefined;

  constructor(known: Pick<ChannelRegistry, 'find'>, makeChannel: MakeChannel) {
    this.#known = known;
    this.#makeChannel = makeChannel;
  }

  /** The channel of the session, if it is new; undefined otherwise. */
  get channel(): PeerChannel | undefined {
    return this.#fresh;
  }

  /** For the session of this peer. */
  bindingOf(peerId: string): SessionBinding {
    return {
      hello: (peer) => this.#find(peerId, defined(peer, 'what the initiator has said')).hello(),
      channelOf: (peer) => this.#find(peerId, peer),
    };
  }

  /** Throws `MALFORMED` for a channel whose sessions the other side opens. */
  #find(peerId: string, { channelId }: SessionHello): PeerChannel {
    const known = this.#known.find(peerId, channelId);
    if (known === undefined) return (this.#fresh ??= this.#makeChannel(peerId, channelId));
    if (known.role === 'responder') return known;
    throw new QForgeError('MALFORMED', { what: 'Finished', reason: 'the channel has another initiator' });
  }
}
