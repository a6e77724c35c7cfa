import {
  assert,
  type Clock,
  type ErrorCode,
  EventHub,
  type EventListener,
  isQForgeError,
  type ListenerFailures,
  QForgeError,
} from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import { Acknowledger } from './acknowledger.ts';
import { notedHandler } from './application-call.ts';
import type { Channel, ChannelEvent, ChannelState, ChannelStatistics } from './channel.ts';
import type { ChannelSession, SessionChannel, SessionFacts } from './channel-session.ts';
import type { ChannelStream } from './channel-stream.ts';
import { Conversation } from './conversation.ts';
import type { MessageLane } from './message-lane.ts';
import type { InboundPosition, MessageHandler, MessageHandlerOptions } from './message-receiver.ts';
import type { MessageReceipt, MessageSender } from './message-sender.ts';
import type { PeerChannelParts } from './peer-channel-parts.ts';
import { ReplacedSessions } from './replaced-sessions.ts';
import { addCounters, NO_COUNTERS, type SessionCounters } from './session-counters.ts';
import type { SessionHello } from './session-hello.ts';
import { StreamClaims } from './stream-claims.ts';
import type { StreamHandler } from './stream-table.ts';
import { addBytes, type TrafficCarrier, type TrafficSum } from './traffic-totals.ts';

/** What ends a session and not its channel: the next session may do better. */
const CUTS: readonly ErrorCode[] = [
  'CONNECTION_LOST',
  'CHANNEL_TRUNCATED',
  'RECORD_INVALID',
  'NONCE_EXHAUSTED',
  'REKEY_OVERDUE',
  'QKD_KEY_REQUIRED',
];

/**
 * A {@link Channel}: one conversation over one session after the other. spec/records §5, §9
 *
 *     new --attach--> open --cut--> reconnecting --attach--> open        any --close, abort--> closed
 *
 * Who opens the sessions is not decided here: the owner hears of a cut by `onEvent`.
 */
export class PeerChannel implements Channel, SessionChannel, TrafficCarrier {
  readonly peerId: string;
  readonly role: 'initiator' | 'responder';
  readonly channelId: string;
  readonly #clock: Clock;
  readonly #openedMs: number;
  readonly #conversation: Conversation;
  readonly #acknowledger: Acknowledger;
  readonly #failures: ListenerFailures;
  readonly #events: EventHub<ChannelEvent>;
  /** Made when somebody asks: there may be thousands of channels. */
  #end: PromiseWithResolvers<QForgeError | undefined> | undefined;
  /** Why it is closed. */
  #failure: QForgeError | undefined;
  /** Made with the first session that is replaced. */
  #replaced: ReplacedSessions<ChannelSession> | undefined;
  #session: ChannelSession | undefined;
  /** Whether the peer has said something over the present session. */
  #isMet = false;
  #lastSession: ChannelSession | undefined;
  #sessions = 0;
  #past: SessionCounters = NO_COUNTERS;
  #state: ChannelState = 'reconnecting';
  #isClosing = false;
  #endedByAgreement = false;
  #cutAtMs: number;
  #cutReason: QForgeError | undefined;
  #streamHandler: StreamHandler | undefined;
  /** Made with the first claim. */
  #streamClaims: StreamClaims | undefined;
  #whenOpen: PromiseWithResolvers<void> | undefined;

  constructor(parts: PeerChannelParts) {
    this.peerId = parts.peerId;
    this.role = parts.role;
    this.channelId = parts.channelId;
    this.#clock = parts.clock;
    this.#openedMs = parts.clock.monotonicMs();
    this.#cutAtMs = this.#openedMs;
    this.#failures = parts.failures;
    this.#events = new EventHub('channel-events', parts.failures);
    this.#conversation = new Conversation({ ...parts, onTakenLater: () => this.#acknowledger.tellLater() });
    this.#acknowledger = new Acknowledger(this.#conversation.receiver, parts.clock);
  }

  get closed(): Promise<QForgeError | undefined> {
    if (this.#state === 'closed') return Promise.resolve(this.#failure);
    this.#end ??= Promise.withResolvers<QForgeError | undefined>();
    return this.#end.promise;
  }

  get state(): ChannelState {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#state !== 'closed' && !this.#isClosing;
  }

  get remoteAddress(): string {
    return this.#facts.remoteAddress;
  }

  get suite(): CipherSuite {
    return this.#facts.suite;
  }

  get inbound(): InboundPosition {
    const { conversation, taken } = this.#conversation.receiver;
    return { conversation, taken };
  }

  /** Whether it has had a session. */
  get hasBegun(): boolean {
    return this.#sessions > 0;
  }

  /** Rises with everything that the applications of both sides do with the channel. */
  get uses(): number {
    const { sender, receiver } = this.#conversation;
    return sender.sent + receiver.total + this.#sessions + (this.#session?.streamsOpened ?? 0);
  }

  /** Whether something is under way: messages without their acknowledgement, or streams. */
  get isBusy(): boolean {
    const { sender } = this.#conversation;
    return sender.sent > sender.acknowledged || this.#live.some((session) => session.hasStreams);
  }

  /** Why it has no session now, or why it was closed; undefined while it has one, before the first, and after a close by agreement. */
  get cutReason(): QForgeError | undefined {
    if (this.#state === 'closed') return this.#failure;
    return this.#state === 'reconnecting' ? this.#cutReason : undefined;
  }

  /** Whether the peer knows that the channel is closed: then it does not come back. */
  get endedByAgreement(): boolean {
    return this.#endedByAgreement;
  }

  send(message: Uint8Array, { signal }: { readonly signal?: AbortSignal } = {}): Promise<MessageReceipt> {
    if (!this.isOpen) return Promise.reject(this.#closedError());
    return this.#conversation.sender.send(message, signal);
  }

  post(message: Uint8Array): boolean {
    if (!this.isOpen) throw this.#closedError();
    // A private getter costs a call into the engine's runtime, which is much for each of millions of messages a second.
    return this.#conversation.sender.post(message) && this.#session?.isCongested !== true;
  }

  async ready(): Promise<void> {
    const { sender } = this.#conversation;
    do {
      await sender.ready();
      await this.#session?.untilUncongested();
    } while (!sender.hasRoom && this.isOpen);
    if (!this.isOpen) throw this.#closedError();
  }

  opened(): Promise<void> {
    if (!this.isOpen) return Promise.reject(this.#closedError());
    if (this.#session !== undefined) return Promise.resolve();
    this.#whenOpen ??= Promise.withResolvers<void>();
    return this.#whenOpen.promise;
  }

  onEvent(listener: EventListener<ChannelEvent>): () => void {
    return this.#events.add(listener);
  }

  onMessage(handler: MessageHandler, options?: MessageHandlerOptions): void {
    this.#abortIfThrown(() => this.#conversation.receiver.setHandler(handler, options));
  }

  openStream(header: Uint8Array): ChannelStream {
    return this.#openSession().openStream(header);
  }

  onStream(handler: StreamHandler): void {
    const noted = notedHandler(handler, this.#failures);
    this.#streamHandler = noted;
    this.#abortIfThrown(() => {
      for (const session of this.#live) session.setStreamHandler(noted);
    });
  }

  claimStreams(protocol: Uint8Array, handler: StreamHandler): () => void {
    const claims = this.#streamClaims ?? new StreamClaims();
    this.#streamClaims = claims;
    const release = claims.add(protocol, notedHandler(handler, this.#failures));
    this.#abortIfThrown(() => {
      for (const session of this.#live) session.setStreamClaims(claims);
    });
    return release;
  }

  async ping(): Promise<number> {
    return this.#openSession().ping();
  }

  rekey(): void {
    this.#session?.rekey();
  }

  /** How many acknowledgements were timed, and the sum of their times in milliseconds, both still counting. */
  get acknowledgementTimes(): Pick<MessageSender, 'roundTrips' | 'roundTripSumMs'> {
    return this.#conversation.sender;
  }

  addTraffic(sum: TrafficSum): void {
    this.#conversation.addTraffic(sum);
    addBytes(sum, this.#past);
    for (const session of this.#replaced?.all ?? []) addBytes(sum, session.counters);
    if (this.#session !== undefined) addBytes(sum, this.#session.counters);
  }

  statistics(): ChannelStatistics {
    const { handshakeMs, establishedAtMs, quantumKeys } = this.#facts;
    return {
      ...this.#live.reduce((sum, session) => addCounters(sum, session.counters), this.#past),
      ...this.#conversation.statistics(),
      handshakeMs,
      establishedAtMs,
      ageMs: this.#clock.monotonicMs() - this.#openedMs,
      sessions: this.#sessions,
      quantumKeys,
    };
  }

  async close(): Promise<void> {
    if (this.isOpen) {
      this.#isClosing = true;
      this.#replaced?.close();
      if (this.#session === undefined) this.#finish(undefined);
      else this.#session.close();
    }
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Drops the channel at once, for this reason. */
  abort(reason: QForgeError): void {
    this.#isClosing = true;
    const session = this.#session;
    this.#finish(reason);
    session?.abort(reason);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.#conversation.receiver;
  }

  /** What this side says of the channel at the beginning of a session. */
  hello(): SessionHello {
    return this.#conversation.hello();
  }

  lane(peer: SessionHello): MessageLane {
    return this.#conversation.lane(peer);
  }

  attach(session: ChannelSession, peer: SessionHello): void {
    if (!this.isOpen) return session.close();
    this.#conversation.check(peer);
    const former = this.#session;
    const isFirst = this.#sessions === 0;
    const afterMs = former === undefined ? this.#clock.monotonicMs() - this.#cutAtMs : 0;
    this.#take(session);
    if (former !== undefined) {
      this.#replaced ??= new ReplacedSessions(this.#clock, this.peerId);
      this.#replaced.add(former);
    }
    const resumption = this.#conversation.resume(peer, session);
    if (!isFirst) this.#events.tell({ type: 'resumed', afterMs, ...resumption });
  }

  onResumed(session: ChannelSession): void {
    if (session !== this.#session) return;
    this.#isMet = true;
    this.#closeDrained();
  }

  onAck(number: number): void {
    this.#conversation.sender.acknowledge(number);
  }

  onRecordEnd(): void {
    this.#acknowledger.recordRead();
  }

  onUncongested(session: ChannelSession): void {
    if (session === this.#session) this.#acknowledger.tell();
  }

  onStreamsGone(): void {
    this.#closeDrained();
  }

  onRekeyed(sharedKeyCount: number): void {
    this.#events.tell({ type: 'rekeyed', sharedKeys: sharedKeyCount });
  }

  onOver(session: ChannelSession, failure: QForgeError | undefined): void {
    this.#replaced?.remove(session);
    this.#past = addCounters(this.#past, session.counters);
    if (session !== this.#session) return;
    this.#session = undefined;
    this.#conversation.sender.detach();
    this.#acknowledger.detach();
    this.#endedByAgreement = failure === undefined;
    if (failure === undefined || this.#isClosing || !this.#isCut(failure)) return this.#finish(failure);
    this.#state = 'reconnecting';
    this.#cutAtMs = this.#clock.monotonicMs();
    this.#cutReason = failure;
    this.#events.tell({ type: 'reconnecting', reason: failure });
  }

  /** A session that came too late to resume a channel is one more cut of it; one that was to begin it has begun nothing. */
  #isCut(failure: QForgeError): boolean {
    if (isQForgeError(failure, 'HANDSHAKE_TIMEOUT')) return this.#sessions > 1;
    return CUTS.some((code) => isQForgeError(failure, code));
  }

  get #facts(): SessionFacts {
    assert(this.#lastSession !== undefined, 'a channel that is shown has had a session');
    return this.#lastSession.facts;
  }

  /** Sessions that live: those that end, then the present one. */
  get #live(): readonly ChannelSession[] {
    const replaced = this.#replaced?.all ?? [];
    return this.#session === undefined ? replaced : [...replaced, this.#session];
  }

  /** Throws `CHANNEL_RECONNECTING` without a session, `CHANNEL_CLOSED`. */
  #openSession(): ChannelSession {
    if (!this.isOpen) throw this.#closedError();
    if (this.#session === undefined) throw new QForgeError('CHANNEL_RECONNECTING', { peer: this.peerId });
    return this.#session;
  }

  #take(session: ChannelSession): void {
    this.#session = session;
    this.#isMet = false;
    this.#lastSession = session;
    this.#sessions += 1;
    this.#state = 'open';
    this.#acknowledger.attach(session);
    if (this.#streamClaims !== undefined) session.setStreamClaims(this.#streamClaims);
    if (this.#streamHandler !== undefined) session.setStreamHandler(this.#streamHandler);
    this.#whenOpen?.resolve();
    this.#whenOpen = undefined;
  }

  /** An initiator closes what was replaced and has no streams, once the peer has the other session: before that it would close the channel. */
  #closeDrained(): void {
    if (this.role === 'initiator' && this.#isMet) this.#replaced?.closeDrained();
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

  #finish(failure: QForgeError | undefined): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#failure = failure;
    const error = (): QForgeError => failure ?? this.#closedError();
    this.#conversation.sender.fail(error);
    this.#conversation.receiver.end(failure);
    this.#replaced?.abort(error());
    this.#whenOpen?.promise.catch(() => undefined);
    this.#whenOpen?.reject(error());
    this.#events.tell({ type: 'closed', reason: failure });
    this.#end?.resolve(failure);
  }

  #closedError(): QForgeError<'CHANNEL_CLOSED'> {
    return new QForgeError('CHANNEL_CLOSED', { peer: this.peerId });
  }
}
