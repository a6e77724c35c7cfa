import { QForgeError } from '../base/index.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import type { PeerChannel } from './peer-channel.ts';
import type { SessionHello } from './session-hello.ts';

/** Makes the channel of an ID that was never met. */
export type MakeChannel = (peerId: string, channelId: string) => PeerChannel;

/** Finds the channel of one accepted session, by the ID that the initiator names. spec/records §9 */
export class ChannelFinder {
  readonly #known: Pick<ChannelRegistry, 'find'>;
  readonly #makeChannel: MakeChannel;
  #fresh: PeerChannel | undefined;
  /** The one that the peer was told of. */
  #told: PeerChannel | undefined;

  constructor(known: Pick<ChannelRegistry, 'find'>, makeChannel: MakeChannel) {
    this.#known = known;
    this.#makeChannel = makeChannel;
  }

  /** The channel of the session, if it is new; undefined otherwise. */
  get channel(): PeerChannel | undefined {
    return this.#fresh;
  }

  /** What this side says of the channel that a peer wants a session of. Throws `MALFORMED` for one whose sessions the other side opens. */
  helloFor(peerId: string, channelId: string): SessionHello {
    const known = this.#known.find(peerId, channelId);
    if (known?.role === 'initiator') {
      throw new QForgeError('MALFORMED', {
        what: 'The request for a session',
        reason: 'the channel has another initiator',
      });
    }
    this.#told = known ?? this.#makeChannel(peerId, channelId);
    return this.#told.hello();
  }

  /**
   * The session's channel, now that the peer has proved its keys. It has to be the one that the peer was told of: another session of the same peer
   * may have begun the channel meanwhile, or it was given up. Then this session is cut, and the peer comes back.
   */
  channelOf({ channelId }: SessionHello): PeerChannel {
    const told = this.#told;
    if (told?.channelId !== channelId) {
      throw new QForgeError('MALFORMED', { what: 'Finished', reason: 'it is of another channel than the handshake' });
    }
    const known = this.#known.find(told.peerId, channelId);
    if (known === told) return told;
    if (known !== undefined || told.hasBegun) {
      throw new QForgeError('CONNECTION_LOST', { peer: told.peerId, reason: 'the channel was begun anew meanwhile' });
    }
    this.#fresh = told;
    return told;
  }
}
