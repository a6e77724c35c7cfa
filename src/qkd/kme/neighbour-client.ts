import { type HttpsAccess, HttpsCaller } from '../etsi/https-caller.ts';
import { checkedAnswer, goodAnswer } from '../etsi/kme-refusal.ts';
import { decodeBlockAnswer, encodeBlock } from './block-message.ts';
import type { HandedBlock, Neighbour } from './kme-parts.ts';
import { decodeRelayAnswer, encodeRelayMessage, type RelayAnswer, type RelayMessage } from './relay-message.ts';
import {
  decodeStreamMessageAnswer,
  encodeStreamMessage,
  type StreamMessage,
  type StreamMessageAnswer,
} from './stream-message.ts';

/** Reaches the key manager at the other end of a link over TLS 1.3. Calls are made once. */
export class NeighbourClient implements Neighbour, Disposable {
  readonly id: string;
  readonly #url: string;
  readonly #caller: HttpsCaller;

  constructor(id: string, access: HttpsAccess) {
    this.id = id;
    this.#url = access.url;
    this.#caller = new HttpsCaller(access);
  }

  /** Rejects as the calls of a SAE do. */
  async relay(message: RelayMessage): Promise<RelayAnswer> {
    const answer = await this.#post('relay', encodeRelayMessage(message));
    return checkedAnswer(this.#url, () => decodeRelayAnswer(answer));
  }

  /** Rejects as the calls of a SAE do. */
  async handOver(block: HandedBlock): Promise<number> {
    const answer = await this.#post('blocks', encodeBlock(block));
    return checkedAnswer(this.#url, () => decodeBlockAnswer(answer));
  }

  /** Rejects as the calls of a SAE do. */
  async askStream(message: StreamMessage): Promise<StreamMessageAnswer> {
    const answer = await this.#post('streams', encodeStreamMessage(message));
    return checkedAnswer(this.#url, () => decodeStreamMessageAnswer(answer));
  }

  /** Lets go of the connections. */
  [Symbol.dispose](): void {
    this.#caller[Symbol.dispose]();
  }

  async #post(call: 'relay' | 'blocks' | 'streams', body: string): Promise<unknown> {
    const answer = await this.#caller.call({ method: 'POST', path: `/qforge/kme/v1/${call}`, body });
    return goodAnswer(this.#url, answer);
  }
}
