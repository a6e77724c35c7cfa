import { concatBytes, QForgeError } from '../base/index.ts';
import { FRAME_HEADER_BYTES } from './frame.ts';
import { freeBytes, freeIfAlone } from './free-bytes.ts';
import { keptBytes } from './kept-bytes.ts';
import type { MessageReceiver } from './message-receiver.ts';
import { MAX_FRAGMENTS, MAX_MESSAGE_BYTES } from './record-limits.ts';

/** Where whole messages go. */
export type MessageInbox = Pick<MessageReceiver, 'conversation' | 'deliver' | 'resume'>;

/**
 * The messages that come over one session: joins fragments and numbers what is whole. spec/records §5
 *
 * Several sessions of a channel may bring messages at once; the inbox tells by the numbers what is new.
 */
export class MessageLane {
  readonly #inbox: MessageInbox;
  readonly #conversation: string;
  #next: number | undefined;
  #fragments: Uint8Array[] = [];
  #fragmentBytes = 0;

  /** `conversation` is what the peer has said it sends. */
  constructor(inbox: MessageInbox, conversation: string) {
    this.#inbox = inbox;
    this.#conversation = conversation;
  }

  /** The number of the first message. Throws `MALFORMED` when it is zero, said twice, or leaves a gap. */
  resume(number: number): void {
    if (this.#next !== undefined || number === 0) throw outOfPlace('it begins twice, or at nothing');
    this.#inbox.resume(this.#conversation, number);
    this.#next = number;
  }

  /** A piece of a message that goes on. True if its bytes are kept as they are. Throws `MALFORMED` over the limits. */
  fragment(body: Uint8Array): boolean {
    this.#fragmentBytes += body.length;
    if (this.#fragmentBytes > MAX_MESSAGE_BYTES) throw outOfPlace('the message is too long');
    if (this.#fragments.length >= MAX_FRAGMENTS) throw outOfPlace('the message has too many fragments');
    const kept = keptBytes(body);
    this.#fragments.push(kept);
    return kept === body;
  }

  /** The end of a message. True if somebody keeps its bytes. Throws `MALFORMED` over the limits, or before the first number. */
  message(body: Uint8Array): boolean {
    const number = this.#next;
    if (number === undefined) throw outOfPlace('its number is not known');
    this.#next = number + 1;
    if (this.#fragments.length === 0) return this.#deliver(body, number);
    const joined = this.#join(body);
    if (!this.#deliver(joined, number)) freeBytes(joined);
    return false;
  }

  /** The session is gone: what was not whole comes again over another. */
  drop(): void {
    this.#fragments = [];
    this.#fragmentBytes = 0;
  }

  #deliver(message: Uint8Array, number: number): boolean {
    // A conversation that another has replaced is the past: its sender is gone.
    return this.#inbox.conversation === this.#conversation && this.#inbox.deliver(message, number);
  }

  #join(last: Uint8Array): Uint8Array {
    const message = concatBytes(...this.#fragments, last);
    for (const fragment of this.#fragments) freeIfAlone(fragment, FRAME_HEADER_BYTES);
    this.drop();
    if (message.length > MAX_MESSAGE_BYTES) throw outOfPlace('the message is too long');
    return message;
  }
}

function outOfPlace(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The message', reason });
}
