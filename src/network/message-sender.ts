import { type Clock, QForgeError } from '../base/index.ts';
import { Fifo } from './fifo.ts';
import {
  FRAGMENT_BYTES,
  INITIAL_MESSAGE_WINDOW_BYTES,
  MAX_MESSAGE_BYTES,
  MESSAGE_OVERHEAD_BYTES,
} from './record-limits.ts';

/** What the peer's acknowledgement of a message tells. */
export interface MessageReceipt {
  /** Number of the message in this direction of the channel, from 1. */
  readonly sequence: number;
  readonly roundTripMs: number;
}

/** How frames of messages are written. */
export interface MessageFrames {
  /** A piece of a message; `last` for the final or only one. */
  writeMessage(piece: Uint8Array, last: boolean): void;
}

interface Waiter {
  readonly sequence: number;
  readonly sentAtMs: number;
  readonly resolve: (receipt: MessageReceipt) => void;
  readonly reject: (error: QForgeError) => void;
}

interface WaitingMessage {
  readonly message: Uint8Array;
  /** Undefined for a message without a promise. */
  readonly waiter: Pick<Waiter, 'resolve' | 'reject'> | undefined;
}

/**
 * The sending half of a channel's messages: window, numbering, acknowledgements. spec/records §5
 *
 *     send/post --window open--> frames --ack--> receipt
 *          \--window closed--> waiting --ack frees room--> frames
 */
export class MessageSender {
  readonly #clock: Clock;
  readonly #frames: MessageFrames;
  readonly #sizes = new Fifo<number>();
  readonly #waiters = new Fifo<Waiter>();
  readonly #queue = new Fifo<WaitingMessage>();
  readonly #readyCallbacks: (() => void)[] = [];
  #windowBytes = INITIAL_MESSAGE_WINDOW_BYTES;
  #unacknowledgedBytes = 0;
  #sent = 0;
  #acknowledged = 0;
  #roundTripSumMs = 0;
  #roundTrips = 0;
  #failure: QForgeError | undefined;

  constructor(frames: MessageFrames, clock: Clock) {
    this.#frames = frames;
    this.#clock = clock;
  }

  get sent(): number {
    return this.#sent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** How many acknowledgements were timed. */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** Mean time from sending to acknowledgement over the messages sent with a promise; undefined before the first. */
  get meanRoundTripMs(): number | undefined {
    return this.#roundTrips === 0 ? undefined : this.#roundTripSumMs / this.#roundTrips;
  }

  /** Whether another message may be sent now. */
  get hasRoom(): boolean {
    return this.#failure === undefined && this.#queue.length === 0 && this.#unacknowledgedBytes < this.#windowBytes;
  }

  /** The peer's settings have come. */
  setWindow(bytes: number): void {
    this.#windowBytes = bytes;
    this.#sendQueued();
  }

  /** Sends a message, now or when the window has room; resolves on the acknowledgement. */
  send(message: Uint8Array): Promise<MessageReceipt> {
    return new Promise((resolve, reject) => {
      this.#check(message);
      if (this.hasRoom) this.#sendAwaited(message, { resolve, reject });
      else this.#queue.push({ message, waiter: { resolve, reject } });
    });
  }

  /**
   * Sends a message without a promise; false when no more should come before `ready`: what comes all the same is copied and waits
   * behind what waits already.
   */
  post(message: Uint8Array): boolean {
    this.#check(message);
    if (this.hasRoom) this.#write(message);
    else this.#queue.push({ message: new Uint8Array(message), waiter: undefined });
    return this.hasRoom;
  }

  /** Resolves when the window has room. Rejects when the channel is gone. */
  ready(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.hasRoom) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#readyCallbacks.push(() => (this.#failure === undefined ? resolve() : reject(this.#failure)));
    });
  }

  /** Takes a cumulative acknowledgement. Throws `MALFORMED` if it speaks of messages never sent, or goes back. */
  acknowledge(count: number): void {
    if (count > this.#sent || count < this.#acknowledged) {
      throw new QForgeError('MALFORMED', { what: 'acknowledgement', reason: 'it is out of range' });
    }
    while (this.#acknowledged < count) {
      this.#acknowledged += 1;
      this.#unacknowledgedBytes -= this.#sizes.shift() ?? 0;
    }
    this.#resolveWaiters();
    this.#sendQueued();
  }

  /** The channel is gone: everything unacknowledged fails. */
  fail(error: QForgeError): void {
    this.#failure = error;
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) waiter.reject(error);
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) item.waiter?.reject(error);
    this.#notifyReady();
  }

  #check(message: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new QForgeError('MESSAGE_TOO_LARGE', { bytes: message.length, limitBytes: MAX_MESSAGE_BYTES });
    }
  }

  #sendAwaited(message: Uint8Array, waiter: Pick<Waiter, 'resolve' | 'reject'>): void {
    // Before the writing, which may end the channel: then it is among those to be told.
    this.#waiters.push({ ...waiter, sequence: this.#sent + 1, sentAtMs: this.#clock.monotonicMs() });
    this.#write(message);
  }

  #write(message: Uint8Array): void {
    this.#sent += 1;
    this.#sizes.push(message.length + MESSAGE_OVERHEAD_BYTES);
    this.#unacknowledgedBytes += message.length + MESSAGE_OVERHEAD_BYTES;
    if (message.length <= FRAGMENT_BYTES) return this.#frames.writeMessage(message, true);
    for (let offset = 0; offset < message.length; offset += FRAGMENT_BYTES) {
      const end = offset + FRAGMENT_BYTES;
      this.#frames.writeMessage(message.subarray(offset, end), end >= message.length);
    }
  }

  #resolveWaiters(): void {
    const nowMs = this.#clock.monotonicMs();
    for (let waiter = this.#waiters.peek(); waiter !== undefined; waiter = this.#waiters.peek()) {
      if (waiter.sequence > this.#acknowledged) return;
      this.#waiters.shift();
      const roundTripMs = nowMs - waiter.sentAtMs;
      this.#roundTripSumMs += roundTripMs;
      this.#roundTrips += 1;
      waiter.resolve({ sequence: waiter.sequence, roundTripMs });
    }
  }

  #sendQueued(): void {
    while (this.#failure === undefined && this.#unacknowledgedBytes < this.#windowBytes) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      if (next.waiter === undefined) this.#write(next.message);
      else this.#sendAwaited(next.message, next.waiter);
    }
    if (this.hasRoom) this.#notifyReady();
  }

  #notifyReady(): void {
    for (const callback of this.#readyCallbacks.splice(0)) callback();
  }
}
