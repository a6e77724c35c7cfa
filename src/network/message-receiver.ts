import { concatBytes, QForgeError } from '../base/index.ts';
import { callApplication } from './application-call.ts';
import { Fifo } from './fifo.ts';
import { keptBytes } from './kept-bytes.ts';
import { MAX_FRAGMENTS, MAX_MESSAGE_BYTES, MESSAGE_OVERHEAD_BYTES } from './record-limits.ts';

/** Takes one message; its return is what acknowledges the message. */
export type MessageHandler = (message: Uint8Array) => void;

interface PendingTake {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
  readonly reject: (error: QForgeError) => void;
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The receiving half of a channel's messages: joins fragments, hands messages to the application, counts them for the
 * acknowledgement. spec/records §5
 *
 * Messages wait here until the application takes them, by a handler or by iteration; the peer's window bounds how many bytes wait.
 */
export class MessageReceiver implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #onTaken: () => void;
  readonly #windowBytes: number;
  readonly #waiting = new Fifo<Uint8Array>();
  readonly #takes = new Fifo<PendingTake>();
  #waitingBytes = 0;
  #fragments: Uint8Array[] = [];
  #fragmentBytes = 0;
  #handler: MessageHandler | undefined;
  #taken = 0;
  #ended = false;
  #failure: QForgeError | undefined;

  /** `onTaken` is told whenever the application has taken messages. */
  constructor(windowBytes: number, onTaken: () => void) {
    this.#windowBytes = windowBytes;
    this.#onTaken = onTaken;
  }

  /** Messages that the application has taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Gives this and all later messages to a handler. Throws `INTERNAL` if that throws. */
  setHandler(handler: MessageHandler): void {
    this.#handler = handler;
    for (let message = this.#shiftWaiting(); message !== undefined; message = this.#shiftWaiting()) {
      this.#handOver(message);
    }
  }

  /** A piece of a message that goes on. Throws `MALFORMED` over the limits. */
  fragment(body: Uint8Array): void {
    this.#fragmentBytes += body.length;
    if (this.#fragmentBytes > MAX_MESSAGE_BYTES) throw outOfRange('the message is too long');
    if (this.#fragments.length >= MAX_FRAGMENTS) throw outOfRange('the message has too many fragments');
    this.#fragments.push(keptBytes(body));
  }

  /** The end of a message. Throws `MALFORMED` over the limits. */
  message(body: Uint8Array): void {
    if (this.#fragments.length > 0) this.#deliver(this.#join(body));
    else this.#deliver(body);
  }

  /** No more messages will come; those waiting can still be taken, then iteration ends, or throws `failure`. */
  end(failure: QForgeError | undefined): void {
    this.#ended = true;
    this.#failure = failure;
    for (let take = this.#takes.shift(); take !== undefined; take = this.#takes.shift()) this.#settleEnded(take);
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const message = this.#shiftWaiting();
    if (message !== undefined) {
      this.#count();
      return Promise.resolve({ done: false, value: message });
    }
    return new Promise((resolve, reject) => {
      const take = { resolve, reject };
      if (this.#ended) this.#settleEnded(take);
      else this.#takes.push(take);
    });
  }

  /** Leaving a loop early takes no further message; another loop can go on. */
  return(): Promise<IteratorReturnResult<undefined>> {
    return Promise.resolve(END);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #join(last: Uint8Array): Uint8Array {
    const message = concatBytes(...this.#fragments, last);
    this.#fragments = [];
    this.#fragmentBytes = 0;
    if (message.length > MAX_MESSAGE_BYTES) throw outOfRange('the message is too long');
    return message;
  }

  #deliver(message: Uint8Array): void {
    if (this.#handler !== undefined) return this.#handOver(message);
    const take = this.#takes.shift();
    if (take !== undefined) {
      this.#count();
      return take.resolve({ done: false, value: message });
    }
    if (this.#waitingBytes >= this.#windowBytes) throw outOfRange('the message window is exceeded');
    this.#waitingBytes += message.length + MESSAGE_OVERHEAD_BYTES;
    this.#waiting.push(keptBytes(message));
  }

  #handOver(message: Uint8Array): void {
    callApplication('a message handler threw', () => this.#handler?.(message));
    this.#count();
  }

  #count(): void {
    this.#taken += 1;
    this.#onTaken();
  }

  #shiftWaiting(): Uint8Array | undefined {
    const message = this.#waiting.shift();
    if (message !== undefined) this.#waitingBytes -= message.length + MESSAGE_OVERHEAD_BYTES;
    return message;
  }

  #settleEnded(take: PendingTake): void {
    if (this.#failure === undefined) take.resolve(END);
    else take.reject(this.#failure);
  }
}

function outOfRange(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'message', reason });
}
