import { isQForgeError, orCancelled, QForgeError } from '../base/index.ts';
import type { Channel } from './channel.ts';
import type { MessageReceipt } from './message-sender.ts';

/** What a sender has done. */
export interface DirectSendStatistics {
  readonly delivered: number;
  readonly failed: number;
  readonly underWay: number;
}

/** Finds a channel to a peer, opening one if it can. Rejects with `PEER_UNKNOWN` or why the peer cannot be reached. */
export type FindChannel = (peerId: string) => Promise<Channel>;

/**
 * Brings messages to peers by PeerId: over the live channel, or over a new one to the peer's known address.
 *
 * Messages to one peer keep their order, also while a channel is being opened; messages to different peers don't wait for each other.
 */
export class DirectSender {
  readonly #findChannel: FindChannel;
  readonly #opening = new Map<string, Promise<Channel>>();
  #delivered = 0;
  #failed = 0;
  #underWay = 0;

  constructor(findChannel: FindChannel) {
    this.#findChannel = findChannel;
  }

  /**
   * Resolves when the peer's application has taken the message. Rejects with `CANCELLED` when `signal` aborts: a message that has no
   * channel yet or waits for room is not sent then, one that is under way may arrive.
   */
  async route(
    peerId: string,
    message: Uint8Array,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<MessageReceipt> {
    this.#underWay += 1;
    try {
      const channel = await orCancelled(this.#channelTo(peerId), signal, `The message to ${peerId}`);
      const receipt = await channel.send(message, signal === undefined ? {} : { signal });
      this.#delivered += 1;
      return receipt;
    } catch (error) {
      this.#failed += 1;
      throw isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'sending' }, { cause: error });
    } finally {
      this.#underWay -= 1;
    }
  }

  statistics(): DirectSendStatistics {
    return { delivered: this.#delivered, failed: this.#failed, underWay: this.#underWay };
  }

  #channelTo(peerId: string): Promise<Channel> {
    const opening = this.#opening.get(peerId) ?? this.#findChannel(peerId);
    this.#opening.set(peerId, opening);
    const forget = (): void => {
      if (this.#opening.get(peerId) === opening) this.#opening.delete(peerId);
    };
    opening.then(forget, forget);
    return opening;
  }
}
