import { type ListenerFailures, QForgeError } from '../base/index.ts';
import { applicationFailure } from './application-call.ts';
import { Fifo } from './fifo.ts';
import { keptBytes } from './kept-bytes.ts';
import { NO_ID } from './random-id.ts';
import { MESSAGE_OVERHEAD_BYTES } from './record-limits.ts';

/**
 * Takes one message; its return is what acknowledges the message, also where it returns a promise. `number` counts the messages of the
 * conversation, from 1.
 */
export type MessageHandler = (message: Uint8Array, number: number) => unknown;

/** How messages are given to a handler. */
export interface MessageHandlerOptions {
  /**
   * The bytes are lent for the call only: afterwards their memory is freed and the array is empty. Saves the garbage collector the
   * work that large messages make. What must live longer, be sent on included, is copied.
   */
  readonly lent?: boolean;
}

/** Whom a receiver tells. */
export interface ReceiverSurroundings {
  /** The application has taken messages that had to wait for it. */
  readonly onTakenLater: () => void;
  /** Told what promises of a handler reject with. */
  readonly failures: ListenerFailures;
}

/** A place in a conversation. */
export interface InboundPosition {
  /** ID of the peer's conversation; `NO_ID` before the first session. */
  readonly conversation: string;
  /** Number of the last message of it that the application has taken. */
  readonly taken: number;
}

interface WaitingMessage {
  readonly message: Uint8Array;
  readonly number: number;
  /** False once the peer has begun another conversation: then it is taken, and not acknowledged to anybody. */
  isCurrent: boolean;
}

interface PendingTake {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
  readonly reject: (error: QForgeError) => void;
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The receiving half of a conversation: hands messages to the application once each, in order, and counts them for the
 * acknowledgement. spec/records §5
 *
 * Messages wait here until the application takes them, by a handler or by iteration; the peer's window bounds how many bytes wait.
 */
export class MessageReceiver implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #onTakenLater: () => void;
  readonly #failures: ListenerFailures;
  readonly #windowBytes: number;
  readonly #waiting = new Fifo<WaitingMessage>();
  readonly #takes = new Fifo<PendingTake>();
  #waitingBytes = 0;
  #handler: MessageHandler | undefined;
  #lends = false;
  #conversation = NO_ID;
  #received = 0;
  #taken = 0;
  #takenBytes = 0;
  #total = 0;
  #duplicates = 0;
  #ended = false;
  #failure: QForgeError | undefined;

  constructor(windowBytes: number, { onTakenLater, failures }: ReceiverSurroundings) {
    this.#windowBytes = windowBytes;
    this.#onTakenLater = onTakenLater;
    this.#failures = failures;
  }

  /** ID of the conversation that comes; `NO_ID` before the first. */
  get conversation(): string {
    return this.#conversation;
  }

  /** Number of the last message that has come. */
  get received(): number {
    return this.#received;
  }

  /** Number of the last message that the application has taken. */
  get taken(): number {
    return this.#taken;
  }

  /** What all that the application has taken counts against windows. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** Messages that the application has taken, of all conversations. */
  get total(): number {
    return this.#total;
  }

  /** Messages that came again and were dropped. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** Gives this and all later messages to a handler. Throws `INTERNAL` if that throws. */
  setHandler(handler: MessageHandler, { lent = false }: MessageHandlerOptions = {}): void {
    this.#handler = handler;
    this.#lends = lent;
    for (let waiting = this.#shiftWaiting(); waiting !== undefined; waiting = this.#shiftWaiting()) {
      this.#handOver(waiting.message, waiting.number);
      this.#countWaiting(waiting);
    }
  }

  /**
   * A session goes on with this message of this conversation; another conversation than before replaces that.
   * Throws `MALFORMED` if messages between have never come.
   */
  resume(conversation: string, next: number): void {
    if (conversation !== this.#conversation) return this.#begin(conversation, next - 1);
    if (next <= this.#received + 1) return;
    if (this.#waiting.length > 0) throw outOfRange('messages are missing');
    this.#begin(conversation, next - 1);
  }

  /** A whole message; one that has come before is dropped. True if somebody keeps the bytes. Throws `MALFORMED` beyond the window. */
  deliver(message: Uint8Array, number: number): boolean {
    if (number <= this.#received) {
      this.#duplicates += 1;
      return false;
    }
    if (number !== this.#received + 1) throw outOfRange('messages are missing');
    this.#received = number;
    if (this.#handler !== undefined) {
      this.#handOver(message, number);
      this.#count(message, number);
      return !this.#lends;
    }
    const take = this.#takes.shift();
    if (take === undefined) return this.#keep(message, number);
    this.#count(message, number);
    take.resolve({ done: false, value: message });
    return true;
  }

  /** No more messages will come; those waiting can still be taken, then iteration ends, or throws `failure`. */
  end(failure: QForgeError | undefined): void {
    this.#ended = true;
    this.#failure = failure;
    for (let take = this.#takes.shift(); take !== undefined; take = this.#takes.shift()) this.#settleEnded(take);
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const waiting = this.#shiftWaiting();
    if (waiting !== undefined) {
      this.#countWaiting(waiting);
      return Promise.resolve({ done: false, value: waiting.message });
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

  #begin(conversation: string, taken: number): void {
    for (let index = 0; index < this.#waiting.length; index++) {
      const waiting = this.#waiting.at(index);
      if (waiting !== undefined) waiting.isCurrent = false;
    }
    this.#conversation = conversation;
    this.#received = taken;
    this.#taken = taken;
  }

  #keep(message: Uint8Array, number: number): boolean {
    if (this.#waitingBytes >= this.#windowBytes) throw outOfRange('the message window is exceeded');
    this.#waitingBytes += message.length + MESSAGE_OVERHEAD_BYTES;
    const kept = keptBytes(message);
    this.#waiting.push({ message: kept, number, isCurrent: true });
    return kept === message;
  }

  #handOver(message: Uint8Array, number: number): void {
    try {
      const returned = this.#handler?.(message, number);
      // Most return nothing, and this is done for every message.
      if (returned !== undefined) this.#failures.watchPromise('messages', returned);
    } catch (error) {
      throw applicationFailure('a message handler threw', error);
    }
  }

  #countWaiting({ message, number, isCurrent }: WaitingMessage): void {
    if (!isCurrent) {
      this.#total += 1;
      return;
    }
    this.#count(message, number);
    this.#onTakenLater();
  }

  #count(message: Uint8Array, number: number): void {
    this.#total += 1;
    this.#taken = number;
    this.#takenBytes += message.length + MESSAGE_OVERHEAD_BYTES;
  }

  #shiftWaiting(): WaitingMessage | undefined {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) this.#waitingBytes -= waiting.message.length + MESSAGE_OVERHEAD_BYTES;
    return waiting;
  }

  #settleEnded(take: PendingTake): void {
    if (this.#failure === undefined) take.resolve(END);
    else take.reject(this.#failure);
  }
}

function outOfRange(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The message', reason });
}
