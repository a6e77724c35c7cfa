import { type Clock, cancelled, type MetricsSink, orCancelled, QForgeError, silentMetrics } from '../base/index.ts';
import { Fifo } from './fifo.ts';
import { FRAGMENT_BYTES, MAX_MESSAGE_BYTES, MESSAGE_OVERHEAD_BYTES } from './record-limits.ts';

/** What the peer's acknowledgement of a message tells. */
export interface MessageReceipt {
  /** Number of the message in this direction of the channel, from 1. */
  readonly sequence: number;
  readonly roundTripMs: number;
}

/** How frames of messages are written to one session. */
export interface MessageFrames {
  /** The next message has this number. */
  resume(number: number): void;
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
  /** Takes it back as long as it waits. */
  readonly signal?: AbortSignal | undefined;
  /** Undefined for a message without a promise. */
  readonly waiter: Pick<Waiter, 'resolve' | 'reject'> | undefined;
}

/**
 * The sending half of a conversation: window, numbering, acknowledgements, and what is sent again after a cut. spec/records §5
 *
 *     send/post --window open--> numbered, kept --session--> frames --ack--> receipt
 *          \--window closed--> waiting --ack frees room--> numbered, kept
 *
 * Without a session messages are numbered and kept; the next session sends them.
 */
export class MessageSender {
  readonly #clock: Clock;
  /** What is numbered and not acknowledged; the first has number `#acknowledged + 1`. */
  readonly #unacknowledged = new Fifo<Uint8Array>();
  readonly #waiters = new Fifo<Waiter>();
  readonly #queue = new Fifo<WaitingMessage>();
  readonly #readyCallbacks: (() => void)[] = [];
  #frames: MessageFrames | undefined;
  #windowBytes = 0;
  #unacknowledgedBytes = 0;
  #sent = 0;
  #acknowledged = 0;
  /** Acknowledgements up to this number say nothing of the round trip: the messages have waited for a session. */
  #untimedUntil = 0;
  #resent = 0;
  #roundTripSumMs = 0;
  #roundTrips = 0;
  /** Makes the error: most channels end with nobody left to hear it. */
  #failure: (() => QForgeError) | undefined;
  readonly #metrics: MetricsSink;

  /** `metrics` hear how long acknowledgements take. */
  constructor(clock: Clock, metrics: MetricsSink = silentMetrics) {
    this.#clock = clock;
    this.#metrics = metrics;
  }

  /** Number of the last message that has one. */
  get sent(): number {
    return this.#sent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Messages that were given to more than one session. */
  get resent(): number {
    return this.#resent;
  }

  /** Bytes that count against the window. */
  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes;
  }

  /** How many acknowledgements were timed. */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** The sum of their times, in milliseconds. */
  get roundTripSumMs(): number {
    return this.#roundTripSumMs;
  }

  /** Mean time from sending to acknowledgement over the messages sent with a promise; undefined before the first. */
  get meanRoundTripMs(): number | undefined {
    return this.#roundTrips === 0 ? undefined : this.#roundTripSumMs / this.#roundTrips;
  }

  /** Whether another message may be sent now. */
  get hasRoom(): boolean {
    return this.#failure === undefined && this.#queue.length === 0 && this.#unacknowledgedBytes < this.#windowBytes;
  }

  /**
   * Sends from now on over this session: first what is not acknowledged and is not among those that the peer has received.
   * Returns how many messages that were.
   */
  attach(frames: MessageFrames, windowBytes: number, receivedByPeer: number): number {
    const from = Math.max(this.#acknowledged, receivedByPeer) + 1;
    const again = this.#sent - from + 1;
    this.#frames = frames;
    this.#windowBytes = windowBytes;
    this.#untimedUntil = this.#sent;
    this.#resent += again;
    frames.resume(from);
    for (let number = from; number <= this.#sent && this.#frames === frames; number++) this.#writeAgain(number);
    this.#sendQueued();
    return again;
  }

  /** The session is gone: messages are kept for the next. */
  detach(): void {
    this.#frames = undefined;
  }

  /**
   * Sends a message, now or when the window has room; resolves on the acknowledgement. Rejects with `CANCELLED` when `signal` aborts: one
   * that waits for room then is never sent.
   */
  send(message: Uint8Array, signal?: AbortSignal): Promise<MessageReceipt> {
    if (signal === undefined) return this.#send(message, undefined);
    if (signal.aborted) return Promise.reject(cancelled('The message', signal));
    return orCancelled(this.#send(message, signal), signal, 'The message');
  }

  #send(message: Uint8Array, signal: AbortSignal | undefined): Promise<MessageReceipt> {
    return new Promise((resolve, reject) => {
      this.#check(message);
      if (this.hasRoom) this.#sendAwaited(message, { resolve, reject });
      else this.#queue.push({ message, signal, waiter: { resolve, reject } });
    });
  }

  /**
   * Sends a message without a promise; false when no more should come before `ready`: what comes all the same waits behind what
   * waits already.
   */
  post(message: Uint8Array): boolean {
    this.#check(message);
    if (!this.hasRoom) {
      this.#queue.push({ message, waiter: undefined });
      return false;
    }
    this.#number(message);
    return this.hasRoom;
  }

  /** Resolves when the window has room. Rejects when the channel is gone. */
  ready(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure());
    if (this.hasRoom) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#readyCallbacks.push(() => (this.#failure === undefined ? resolve() : reject(this.#failure())));
    });
  }

  /**
   * Takes a cumulative acknowledgement; one that says less than an earlier one, as an older session may, changes nothing.
   * Throws `MALFORMED` if it speaks of messages never sent.
   */
  acknowledge(number: number): void {
    if (number > this.#sent) {
      throw new QForgeError('MALFORMED', { what: 'The acknowledgement', reason: 'it is out of range' });
    }
    if (number <= this.#acknowledged) return;
    let bytes = 0;
    for (let taken = this.#acknowledged; taken < number; taken++) {
      bytes += (this.#unacknowledged.shift()?.length ?? 0) + MESSAGE_OVERHEAD_BYTES;
    }
    this.#acknowledged = number;
    this.#unacknowledgedBytes -= bytes;
    this.#resolveWaiters();
    this.#sendQueued();
  }

  /** The channel is gone: everything unacknowledged fails. */
  fail(failure: () => QForgeError): void {
    this.#failure = failure;
    this.#frames = undefined;
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift())
      waiter.reject(failure());
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) item.waiter?.reject(failure());
    this.#unacknowledged.clear();
    this.#notifyReady();
  }

  #check(message: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure();
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new QForgeError('MESSAGE_TOO_LARGE', { bytes: message.length, limitBytes: MAX_MESSAGE_BYTES });
    }
  }

  #sendAwaited(message: Uint8Array, waiter: Pick<Waiter, 'resolve' | 'reject'>): void {
    // Before the writing, which may end the channel: then it is among those to be told.
    this.#waiters.push({ ...waiter, sequence: this.#sent + 1, sentAtMs: this.#clock.monotonicMs() });
    this.#number(message);
  }

  #number(message: Uint8Array): void {
    this.#sent += 1;
    this.#unacknowledged.push(message);
    this.#unacknowledgedBytes += message.length + MESSAGE_OVERHEAD_BYTES;
    if (this.#frames === undefined) this.#untimedUntil = this.#sent;
    else this.#write(message, this.#frames);
  }

  #writeAgain(number: number): void {
    const message = this.#unacknowledged.at(number - this.#acknowledged - 1);
    if (message !== undefined && this.#frames !== undefined) this.#write(message, this.#frames);
  }

  #write(message: Uint8Array, frames: MessageFrames): void {
    if (message.length <= FRAGMENT_BYTES) return frames.writeMessage(message, true);
    for (let offset = 0; offset < message.length; offset += FRAGMENT_BYTES) {
      const end = offset + FRAGMENT_BYTES;
      frames.writeMessage(message.subarray(offset, end), end >= message.length);
    }
  }

  #resolveWaiters(): void {
    const nowMs = this.#clock.monotonicMs();
    for (let waiter = this.#waiters.peek(); waiter !== undefined; waiter = this.#waiters.peek()) {
      if (waiter.sequence > this.#acknowledged) return;
      this.#waiters.shift();
      const roundTripMs = nowMs - waiter.sentAtMs;
      if (waiter.sequence > this.#untimedUntil) this.#time(roundTripMs);
      waiter.resolve({ sequence: waiter.sequence, roundTripMs });
    }
  }

  #time(roundTripMs: number): void {
    this.#roundTripSumMs += roundTripMs;
    this.#roundTrips += 1;
    this.#metrics.observe('qforge_message_acknowledged_seconds', roundTripMs / 1000);
  }

  #sendQueued(): void {
    while (this.#failure === undefined && this.#unacknowledgedBytes < this.#windowBytes) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      if (next.signal?.aborted === true) continue;
      if (next.waiter === undefined) this.#number(next.message);
      else this.#sendAwaited(next.message, next.waiter);
    }
    if (this.hasRoom) this.#notifyReady();
  }

  #notifyReady(): void {
    for (const callback of this.#readyCallbacks.splice(0)) callback();
  }
}
