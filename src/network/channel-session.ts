import { assert, type Clock, type ConnectionHandler, defined, QForgeError } from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import type { QuantumKeyKind } from './channel.ts';
import type { ChannelStream, StreamFrames } from './channel-stream.ts';
import { FRAME_TYPE, MAX_STREAM_HEADER_BYTES } from './frame.ts';
import { resetReasonField, u32Field, u32PairField, u64Field } from './frame-fields.ts';
import type { MessageLane } from './message-lane.ts';
import type { MessageFrames } from './message-sender.ts';
import { PingTable } from './ping-table.ts';
import { SecureSession, type SecureSessionParts, type SessionOwner } from './secure-session.ts';
import type { SessionCounters } from './session-counters.ts';
import type { SessionHello } from './session-hello.ts';
import { type QuietSession, SessionKeepalive } from './session-keepalive.ts';
import type { StreamClaims } from './stream-claims.ts';
import { type StreamHandler, StreamTable } from './stream-table.ts';

const EMPTY = new Uint8Array(0);

/** What is known of a session from its handshake. */
export interface SessionFacts {
  readonly suite: CipherSuite;
  readonly remoteAddress: string;
  readonly handshakeMs: number;
  readonly quantumKeys: QuantumKeyKind;
  /** Wall-clock time. */
  readonly establishedAtMs: number;
}

/** The channel that a session turns out to belong to. */
export interface SessionChannel {
  readonly channelId: string;
  /** What this side says of it. */
  hello(): SessionHello;
  /** What takes the messages that come over a session whose peer has said this. */
  lane(peer: SessionHello): MessageLane;
  /** The session is confirmed. Throws `MALFORMED` if what the peer has said cannot be. */
  attach(session: ChannelSession, peer: SessionHello): void;
  /** The peer goes on with its messages over this session: it has it as its own. */
  onResumed(session: ChannelSession): void;
  onAck(number: number): void;
  onRecordEnd(session: ChannelSession): void;
  onUncongested(session: ChannelSession): void;
  onStreamsGone(): void;
  onRekeyed(sharedKeyCount: number): void;
  onOver(session: ChannelSession, failure: QForgeError | undefined): void;
}

/**
 * How a new session finds its channel, by what the peer says of it. Throws `MALFORMED` for a peer that speaks of another channel than was agreed on
 * within the handshake, `CONNECTION_LOST` where that has come to be another meanwhile.
 */
export type ChannelOfSession = (peer: SessionHello) => SessionChannel;

/** One session as part of a channel: what lives and dies with the connection, streams and pings among it. */
export class ChannelSession implements SessionOwner, QuietSession, StreamFrames, MessageFrames {
  readonly facts: SessionFacts;
  readonly role: 'initiator' | 'responder';
  /** Resolves when both sides know of the session; rejects if it ends before. */
  readonly confirmed: Promise<void>;
  readonly #secure: SecureSession;
  readonly #peerId: string;
  readonly #clock: Clock;
  /** Until the channel is found. */
  #channelOf: ChannelOfSession | undefined;
  /** Made with the first stream or ping: most channels have none, and there may be thousands. */
  #madeStreams: StreamTable | undefined;
  #madePings: PingTable | undefined;
  #streamHandler: StreamHandler | undefined;
  #streamClaims: StreamClaims | undefined;
  #peerStreamWindowBytes = 0;
  readonly #keepalive: SessionKeepalive;
  /** Until it is settled. */
  #confirmation: PromiseWithResolvers<void> | undefined = Promise.withResolvers<void>();
  #channel: SessionChannel | undefined;
  #lane: MessageLane | undefined;
  #uncongested: PromiseWithResolvers<void> | undefined;

  constructor(parts: SecureSessionParts, facts: SessionFacts, channelOf: ChannelOfSession) {
    this.facts = facts;
    this.role = parts.role;
    this.#peerId = parts.peerId;
    this.#channelOf = channelOf;
    this.#clock = parts.clock;
    this.confirmed = this.#confirmation?.promise ?? Promise.resolve();
    this.confirmed.catch(() => undefined);
    this.#secure = new SecureSession(parts, this);
    this.#keepalive = new SessionKeepalive(parts.clock, this);
  }

  /** What the connection tells. */
  get connectionHandler(): ConnectionHandler {
    return this.#secure;
  }

  /** The connection's events come here from now on; `answer` is what an initiator has heard of the responder within the handshake. */
  start(answer: SessionHello | undefined): void {
    this.#secure.start(answer);
  }

  get isOpen(): boolean {
    return this.#secure.isOpen;
  }

  /** Whether it is part of a channel: both sides have said Finished. */
  get isAttached(): boolean {
    return this.#channel !== undefined;
  }

  /** A channel's ID is its trace's. */
  get traceId(): string | undefined {
    return this.#channel?.channelId;
  }

  get isCongested(): boolean {
    return this.#secure.isCongested;
  }

  get hasWaitingFrames(): boolean {
    return this.#secure.hasWaitingFrames;
  }

  get hasStreams(): boolean {
    return (this.#madeStreams?.size ?? 0) > 0;
  }

  /** How many streams both sides have opened so far. */
  get streamsOpened(): number {
    return this.#madeStreams?.opened ?? 0;
  }

  get counters(): SessionCounters {
    return this.#secure.counters;
  }

  resume(number: number): void {
    this.#secure.send(FRAME_TYPE.resume, u64Field(number));
  }

  writeMessage(piece: Uint8Array, last: boolean): void {
    this.#secure.send(last ? FRAME_TYPE.message : FRAME_TYPE.fragment, EMPTY, piece);
  }

  sendAck(number: number): void {
    this.#secure.send(FRAME_TYPE.ack, u64Field(number));
  }

  /** Throws `ARGUMENT_INVALID` for a header that is too long, or over the limit of streams. */
  openStream(header: Uint8Array): ChannelStream {
    assert(this.#channel !== undefined, 'streams are opened on confirmed sessions');
    if (header.length > MAX_STREAM_HEADER_BYTES) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'stream header', reason: 'it is longer than 4096 bytes' });
    }
    const stream = this.#streams.open(header);
    this.#secure.send(FRAME_TYPE.streamOpen, u32Field(stream.id), header);
    return stream;
  }

  /** Gives this and all later streams of the peer to a handler. Throws `INTERNAL` if that throws. */
  setStreamHandler(handler: StreamHandler): void {
    this.#streamHandler = handler;
    this.#madeStreams?.setHandler(handler);
  }

  /** Gives this and all later streams of the peer that are claimed to who has claimed them. Throws `INTERNAL` if that one throws. */
  setStreamClaims(claims: StreamClaims): void {
    this.#streamClaims = claims;
    this.#madeStreams?.setClaims(claims);
  }

  ping(): Promise<number> {
    return this.#pings.ping();
  }

  /** Replaces the keys now, or asks the peer to. */
  rekey(): void {
    this.#secure.rekey();
  }

  /** Says Close and waits for the peer's. */
  close(): void {
    this.#secure.close();
  }

  /** Drops the connection at once, for this reason. */
  abort(reason: QForgeError): void {
    this.#secure.abort(reason);
  }

  /** Resolves when the connection wants more bytes, or is gone. */
  async untilUncongested(): Promise<void> {
    while (this.isOpen && this.isCongested) {
      this.#uncongested ??= Promise.withResolvers<void>();
      await this.#uncongested.promise;
    }
  }

  get lastReceivedMs(): number {
    return this.#secure.lastReceivedMs;
  }

  probe(): void {
    this.ping().catch(() => undefined);
  }

  onSilence(): void {
    this.abort(new QForgeError('CONNECTION_LOST', { peer: this.#peerId, reason: 'the peer is silent' }));
  }

  data(stream: number, piece: Uint8Array): void {
    this.#secure.send(FRAME_TYPE.streamData, u32Field(stream), piece);
  }

  end(stream: number): void {
    this.#secure.send(FRAME_TYPE.streamEnd, u32Field(stream));
  }

  reset(stream: number, reason: string): void {
    this.#secure.send(FRAME_TYPE.streamReset, u32Field(stream), resetReasonField(reason));
  }

  credit(stream: number, bytes: number): void {
    this.#secure.send(FRAME_TYPE.streamCredit, u32PairField(stream, bytes));
  }

  uncongested(): Promise<void> {
    return this.untilUncongested();
  }

  gone(): void {
    if (!this.hasStreams) this.#channel?.onStreamsGone();
  }

  hello(peer: SessionHello): SessionHello {
    return this.#found(peer).hello();
  }

  onFinished(peer: SessionHello): void {
    // This side has said Close instead of taking a channel that it would have to leave again.
    if (!this.isOpen) return;
    const channel = this.#found(peer);
    this.#channelOf = undefined;
    this.#channel = channel;
    this.#lane = channel.lane(peer);
    this.#peerStreamWindowBytes = peer.streamWindowBytes;
    this.#keepalive.start();
    channel.attach(this, peer);
    if (this.role === 'initiator') this.#confirm();
  }

  onMessage(body: Uint8Array): boolean {
    return this.#lane?.message(body) ?? false;
  }

  onFragment(body: Uint8Array): boolean {
    return this.#lane?.fragment(body) ?? false;
  }

  onResume(number: number): void {
    this.#lane?.resume(number);
    this.#channel?.onResumed(this);
    this.#confirm();
  }

  onAck(number: number): void {
    this.#channel?.onAck(number);
  }

  onStreamOpen(stream: number, header: Uint8Array): void {
    this.#streams.accept(stream, header);
  }

  onStreamData(stream: number, body: Uint8Array): void {
    this.#streams.find(stream)?.receive(body);
  }

  onStreamEnd(stream: number): void {
    this.#streams.find(stream)?.receiveEnd();
  }

  onStreamReset(stream: number, reason: string): void {
    this.#streams.reset(stream, reason);
  }

  onStreamCredit(stream: number, bytes: number): void {
    this.#streams.find(stream)?.receiveCredit(bytes);
  }

  onPong(token: Uint8Array): void {
    this.#pings.pong(token);
  }

  onRekeyed(sharedKeyCount: number): void {
    this.#channel?.onRekeyed(sharedKeyCount);
  }

  onRecordEnd(): void {
    this.#channel?.onRecordEnd(this);
  }

  onUncongested(): void {
    this.#channel?.onUncongested(this);
    this.#wake();
  }

  onOver(failure: QForgeError | undefined): void {
    // Made only if somebody hears it.
    const error = (): QForgeError => failure ?? new QForgeError('CHANNEL_CLOSED', { peer: this.#peerId });
    this.#keepalive.stop();
    this.#madeStreams?.failAll(error());
    this.#madePings?.fail(error());
    this.#lane?.drop();
    this.#confirmation?.reject(error());
    this.#confirmation = undefined;
    this.#wake();
    this.#channel?.onOver(this, failure);
  }

  #found(peer: SessionHello): SessionChannel {
    return defined(this.#channelOf, 'the channel is found once')(peer);
  }

  #confirm(): void {
    this.#confirmation?.resolve();
    this.#confirmation = undefined;
  }

  get #streams(): StreamTable {
    if (this.#madeStreams !== undefined) return this.#madeStreams;
    const streams = new StreamTable(this.role, this);
    this.#madeStreams = streams;
    streams.setPeerWindow(this.#peerStreamWindowBytes);
    if (this.#streamHandler !== undefined) streams.setHandler(this.#streamHandler);
    if (this.#streamClaims !== undefined) streams.setClaims(this.#streamClaims);
    return streams;
  }

  get #pings(): PingTable {
    this.#madePings ??= new PingTable(this.#clock, (token) => this.#secure.send(FRAME_TYPE.ping, token));
    return this.#madePings;
  }

  #wake(): void {
    this.#uncongested?.resolve();
    this.#uncongested = undefined;
  }
}
