import { assert, type Clock, type Connection, isQForgeError, QForgeError } from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import type { ChannelStream, StreamFrames } from './channel-stream.ts';
import { FRAME_TYPE, MAX_STREAM_HEADER_BYTES } from './frame.ts';
import { resetReasonField, u32Field, u32PairField, u64Field } from './frame-fields.ts';
import { type MessageHandler, MessageReceiver } from './message-receiver.ts';
import { type MessageReceipt, MessageSender } from './message-sender.ts';
import type { GatherBuffers } from './packet-assembler.ts';
import { PingTable } from './ping-table.ts';
import type { RecordKeys } from './record-keys.ts';
import { MESSAGE_WINDOW_BYTES } from './record-limits.ts';
import { SecureSession, type SessionOwner } from './secure-session.ts';
import type { SessionCounters } from './session-counters.ts';
import { type StreamHandler, StreamTable } from './stream-table.ts';

/** Whether keys of quantum key distribution were mixed into a channel, and from what. */
export type QuantumKeyKind = 'none' | 'simulated' | 'hardware';

/** What a channel has done so far. */
export interface ChannelStatistics extends SessionCounters {
  readonly messagesSent: number;
  readonly messagesReceived: number;
  readonly messagesAcknowledged: number;
  /** Over the messages sent with a promise; undefined before the first acknowledgement. */
  readonly meanRoundTripMs: number | undefined;
  /** How many acknowledgements that mean is over. */
  readonly roundTrips: number;
  /** From the first byte of the connection to agreed keys. */
  readonly handshakeMs: number;
  /** Wall-clock time. */
  readonly establishedAtMs: number;
  readonly quantumKeys: QuantumKeyKind;
}

/** A mutually authenticated, confidential channel to one peer: messages in order, and streams. */
export interface Channel extends AsyncIterable<Uint8Array> {
  readonly peerId: string;
  readonly remoteAddress: string;
  readonly suite: CipherSuite;
  readonly role: 'initiator' | 'responder';
  readonly isOpen: boolean;
  /**
   * Sends a message of at most 16 MiB; resolves when the peer's application has taken it. Until then the bytes belong to the channel.
   * Rejects with `MESSAGE_TOO_LARGE`, or why the channel ended.
   */
  send(message: Uint8Array): Promise<MessageReceipt>;
  /** Sends without a promise; false when the window is full: wait for `ready()`. Throws as `send` rejects. */
  post(message: Uint8Array): boolean;
  /** Resolves when the window has room. */
  ready(): Promise<void>;
  /** Takes all messages, instead of iteration. A message is acknowledged when the handler has returned. */
  onMessage(handler: MessageHandler): void;
  /** Opens a stream; `header` (at most 4,096 bytes) tells the peer what it is for. */
  openStream(header: Uint8Array): ChannelStream;
  /** Takes all streams that the peer opens. */
  onStream(handler: StreamHandler): void;
  /** Time in milliseconds until the peer's session answers. */
  ping(): Promise<number>;
  statistics(): ChannelStatistics;
  /** Says an authenticated goodbye; resolves when the session is over. Unacknowledged messages fail. */
  close(): Promise<void>;
  /** Settles when the channel is gone: with the error, if it was not by agreement. */
  readonly closed: Promise<QForgeError | undefined>;
}

/** What a new channel is made of. */
export interface ChannelParts {
  readonly connection: Connection;
  readonly keys: RecordKeys;
  readonly role: 'initiator' | 'responder';
  readonly peerId: string;
  readonly suite: CipherSuite;
  readonly handshakeMs: number;
  readonly quantumKeys: QuantumKeyKind;
  readonly buffers: GatherBuffers;
  readonly clock: Clock;
}

const EMPTY = new Uint8Array(0);

/** A {@link Channel} over one session. */
export class SessionChannel implements Channel {
  readonly session: SecureSession;
  readonly closed: Promise<QForgeError | undefined>;
  readonly #parts: ChannelParts;
  readonly #establishedAtMs: number;
  readonly #sender: MessageSender;
  readonly #receiver: MessageReceiver;
  readonly #streams: StreamTable;
  readonly #pings: PingTable;
  readonly #confirmed = Promise.withResolvers<void>();
  readonly #resolveClosed: (failure: QForgeError | undefined) => void;
  #uncongested = Promise.withResolvers<void>();
  #acknowledgedToPeer = 0;
  #ackScheduled = false;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
    this.#establishedAtMs = parts.clock.wallMs();
    this.#sender = new MessageSender(
      { writeMessage: (piece, last) => this.#send(last ? FRAME_TYPE.message : FRAME_TYPE.fragment, EMPTY, piece) },
      parts.clock,
    );
    this.#receiver = new MessageReceiver(MESSAGE_WINDOW_BYTES, () => this.#scheduleAck());
    this.#streams = new StreamTable(parts.role, this.#streamFrames());
    this.#pings = new PingTable(parts.clock, (token) => this.#send(FRAME_TYPE.ping, token));
    const closed = Promise.withResolvers<QForgeError | undefined>();
    this.closed = closed.promise;
    this.#resolveClosed = closed.resolve;
    this.#confirmed.promise.catch(() => undefined);
    this.session = new SecureSession(parts, this.#sessionOwner());
  }

  get peerId(): string {
    return this.#parts.peerId;
  }

  get remoteAddress(): string {
    return this.#parts.connection.remoteAddress;
  }

  get suite(): CipherSuite {
    return this.#parts.suite;
  }

  get role(): 'initiator' | 'responder' {
    return this.#parts.role;
  }

  get isOpen(): boolean {
    return this.session.isOpen;
  }

  /** Resolves when the peer has confirmed its keys; rejects if the channel ends before. */
  get confirmed(): Promise<void> {
    return this.#confirmed.promise;
  }

  send(message: Uint8Array): Promise<MessageReceipt> {
    if (!this.isOpen) return Promise.reject(this.#closedError());
    return this.#sender.send(message);
  }

  post(message: Uint8Array): boolean {
    if (!this.isOpen) throw this.#closedError();
    return this.#sender.post(message) && !this.session.isCongested;
  }

  async ready(): Promise<void> {
    do {
      await this.#sender.ready();
      await this.#untilUncongested();
    } while (!this.#sender.hasRoom && this.isOpen);
    if (!this.isOpen) throw this.#closedError();
  }

  onMessage(handler: MessageHandler): void {
    this.#abortIfThrown(() => this.#receiver.setHandler(handler));
  }

  openStream(header: Uint8Array): ChannelStream {
    if (!this.isOpen) throw this.#closedError();
    assert(this.session.isConfirmed, 'streams are opened on confirmed channels');
    if (header.length > MAX_STREAM_HEADER_BYTES) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'stream header', reason: 'it is longer than 4096 bytes' });
    }
    const stream = this.#streams.open(header);
    this.#send(FRAME_TYPE.streamOpen, u32Field(stream.id), header);
    return stream;
  }

  onStream(handler: StreamHandler): void {
    this.#abortIfThrown(() => this.#streams.setHandler(handler));
  }

  ping(): Promise<number> {
    if (!this.isOpen) return Promise.reject(this.#closedError());
    return this.#pings.ping();
  }

  statistics(): ChannelStatistics {
    return {
      ...this.session.counters,
      messagesSent: this.#sender.sent,
      messagesReceived: this.#receiver.taken,
      messagesAcknowledged: this.#sender.acknowledged,
      meanRoundTripMs: this.#sender.meanRoundTripMs,
      roundTrips: this.#sender.roundTrips,
      handshakeMs: this.#parts.handshakeMs,
      establishedAtMs: this.#establishedAtMs,
      quantumKeys: this.#parts.quantumKeys,
    };
  }

  async close(): Promise<void> {
    this.session.close();
    await this.closed;
  }

  /** Drops the channel at once, for this reason. */
  abort(reason: QForgeError): void {
    this.session.abort(reason);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.#receiver;
  }

  #sessionOwner(): SessionOwner {
    return {
      onMessage: (body) => this.#receiver.message(body),
      onFragment: (body) => this.#receiver.fragment(body),
      onAck: (count) => this.#sender.acknowledge(count),
      onStreamOpen: (stream, header) => this.#streams.accept(stream, header),
      onStreamData: (stream, body) => this.#streams.find(stream)?.receive(body),
      onStreamEnd: (stream) => this.#streams.find(stream)?.receiveEnd(),
      onStreamReset: (stream, reason) => this.#streams.reset(stream, reason),
      onStreamCredit: (stream, bytes) => this.#streams.find(stream)?.receiveCredit(bytes),
      onPong: (token) => this.#pings.pong(token),
      onFinished: (settings) => {
        this.#sender.setWindow(settings.messageWindowBytes);
        this.#streams.setPeerWindow(settings.streamWindowBytes);
        this.#confirmed.resolve();
      },
      onRecordEnd: () => this.#sendAck(),
      onUncongested: () => {
        this.#sendAck();
        this.#wakeUncongested();
      },
      onOver: (failure) => this.#onOver(failure),
    };
  }

  #streamFrames(): StreamFrames {
    return {
      data: (stream, piece) => this.#send(FRAME_TYPE.streamData, u32Field(stream), piece),
      end: (stream) => this.#send(FRAME_TYPE.streamEnd, u32Field(stream)),
      reset: (stream, reason) => this.#send(FRAME_TYPE.streamReset, u32Field(stream), resetReasonField(reason)),
      credit: (stream, bytes) => this.#send(FRAME_TYPE.streamCredit, u32PairField(stream, bytes)),
      uncongested: () => this.#untilUncongested(),
      gone: () => undefined,
    };
  }

  #send(type: number, prefix: Uint8Array, body?: Uint8Array): void {
    this.session.send(type, prefix, body);
  }

  /** A handler that throws on what waited for it ends the channel, as one that throws on what comes later. */
  #abortIfThrown(setHandler: () => void): void {
    try {
      setHandler();
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      this.abort(error);
    }
  }

  /** One acknowledgement a turn speaks for all messages taken in it. */
  #scheduleAck(): void {
    if (this.#ackScheduled) return;
    this.#ackScheduled = true;
    queueMicrotask(() => this.#sendAck());
  }

  #sendAck(): void {
    this.#ackScheduled = false;
    // A peer that reads nothing gets one acknowledgement later, not a queue of them now.
    if (this.#receiver.taken === this.#acknowledgedToPeer || this.session.isCongested) return;
    this.#acknowledgedToPeer = this.#receiver.taken;
    this.#send(FRAME_TYPE.ack, u64Field(this.#acknowledgedToPeer));
  }

  async #untilUncongested(): Promise<void> {
    while (this.isOpen && this.session.isCongested) await this.#uncongested.promise;
  }

  #wakeUncongested(): void {
    this.#uncongested.resolve();
    this.#uncongested = Promise.withResolvers<void>();
  }

  #onOver(failure: QForgeError | undefined): void {
    const error = failure ?? this.#closedError();
    this.#sender.fail(error);
    this.#streams.failAll(error);
    this.#pings.fail(error);
    this.#receiver.end(failure);
    this.#confirmed.reject(error);
    this.#wakeUncongested();
    this.#resolveClosed(failure);
  }

  #closedError(): QForgeError<'CHANNEL_CLOSED'> {
    return new QForgeError('CHANNEL_CLOSED', { peer: this.peerId });
  }
}
