import type { EventListener, QForgeError } from '../base/index.ts';
import type { CipherSuite } from '../crypto/index.ts';
import type { ChannelStream } from './channel-stream.ts';
import type { InboundPosition, MessageHandler, MessageHandlerOptions } from './message-receiver.ts';
import type { MessageReceipt } from './message-sender.ts';
import type { SessionCounters } from './session-counters.ts';
import type { StreamHandler } from './stream-table.ts';

/** Whether keys of quantum key distribution were mixed into a channel, and from what. */
export type QuantumKeyKind = 'none' | 'simulated' | 'hardware';

/** What a channel has done so far. */
export interface ChannelStatistics extends SessionCounters {
  readonly messagesSent: number;
  readonly messagesReceived: number;
  readonly messagesAcknowledged: number;
  /** Sent and not acknowledged yet, and what they count against the window. */
  readonly messagesUnacknowledged: number;
  readonly bytesUnacknowledged: number;
  /** Given to a new session after a cut. */
  readonly messagesResent: number;
  /** Came again after a cut, and were dropped. */
  readonly duplicatesDropped: number;
  /** Over the messages sent with a promise; undefined before the first acknowledgement. */
  readonly meanRoundTripMs: number | undefined;
  /** How many acknowledgements that mean is over. */
  readonly roundTrips: number;
  /** From the first byte of the connection to agreed keys, of the present session. */
  readonly handshakeMs: number;
  /** When the present session began: wall-clock time. */
  readonly establishedAtMs: number;
  /** How long ago the channel was opened. */
  readonly ageMs: number;
  /** How many sessions there were. */
  readonly sessions: number;
  readonly quantumKeys: QuantumKeyKind;
}

/**
 * What a channel is doing.
 *
 *     open --cut--> reconnecting --new session--> open          any --close, given up--> closed
 */
export type ChannelState = 'open' | 'reconnecting' | 'closed';

/** What happens to a channel. */
export type ChannelEvent =
  | { readonly type: 'reconnecting'; readonly reason: QForgeError }
  | {
      readonly type: 'resumed';
      /** How long there was no session. */
      readonly afterMs: number;
      /** Messages that were sent again, or for the first time after they had waited. */
      readonly resent: number;
      /** The peer has forgotten this channel, as after a restart: messages that it took and did not acknowledge come to it again. */
      readonly peerLostState: boolean;
    }
  | { readonly type: 'rekeyed'; readonly sharedKeys: number }
  | { readonly type: 'closed'; readonly reason: QForgeError | undefined };

/** A mutually authenticated, confidential channel to one peer: messages in order, and streams. */
export interface Channel extends AsyncIterable<Uint8Array>, AsyncDisposable {
  readonly peerId: string;
  /** 32 hex digits that both sides know it by: the trace ID of what they log of it. */
  readonly channelId: string;
  readonly remoteAddress: string;
  readonly suite: CipherSuite;
  readonly role: 'initiator' | 'responder';
  readonly state: ChannelState;
  /** False once the channel is closed: while it reconnects, messages can be sent. */
  readonly isOpen: boolean;
  /** Resolves when there is a session, at once if there is one. Rejects once the channel is closed. */
  opened(): Promise<void>;
  /** Tells of events, after the fact; returns the way to stop that. */
  onEvent(listener: EventListener<ChannelEvent>): () => void;
  /**
   * Sends a message of at most 16 MiB; resolves when the peer's application has taken it, over as many sessions as that takes. Until
   * then the bytes belong to the channel. Rejects with `MESSAGE_TOO_LARGE`, `CANCELLED`, or why the channel ended.
   *
   * A `signal` takes back a message that still waits for room; one that is under way cannot be taken back, and may arrive.
   */
  send(message: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<MessageReceipt>;
  /**
   * Sends without a promise; false when the window is full: wait for `ready()`. The bytes belong to the channel until they are
   * acknowledged. Throws as `send` rejects.
   */
  post(message: Uint8Array): boolean;
  /** Resolves when the window has room. */
  ready(): Promise<void>;
  /**
   * Takes all messages, instead of iteration. A message is acknowledged when the handler has returned; a promise that it returns is not
   * waited for. What it throws ends the channel with `INTERNAL`, since the message was not taken; what its promise rejects with is logged
   * and counted.
   */
  onMessage(handler: MessageHandler, options?: MessageHandlerOptions): void;
  /** The last message taken, for applications that must not do a thing twice: spec/records §5.1. */
  readonly inbound: InboundPosition;
  /**
   * Opens a stream on the present session; `header` (at most 4,096 bytes) tells the peer what it is for. A cut ends it.
   * Throws `CHANNEL_RECONNECTING` without a session.
   */
  openStream(header: Uint8Array): ChannelStream;
  /** Takes all streams that the peer opens, but those that are claimed. */
  onStream(handler: StreamHandler): void;
  /**
   * Takes the streams whose header begins with these bytes, whoever takes the others; returns the way to stop that. Of several that fit a
   * header the longest takes it, of equally long ones the first.
   */
  claimStreams(protocol: Uint8Array, handler: StreamHandler): () => void;
  /** Replaces the keys of the present session now, or asks the peer to: `rekeyed` follows. */
  rekey(): void;
  /** Time in milliseconds until the peer's session answers. Rejects with `CHANNEL_RECONNECTING` without a session. */
  ping(): Promise<number>;
  statistics(): ChannelStatistics;
  /** Says an authenticated goodbye; resolves when the channel is over. Unacknowledged messages fail. */
  close(): Promise<void>;
  /** Closes it, at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>;
  /** Settles when the channel is gone: with the error, if it was not by agreement. */
  readonly closed: Promise<QForgeError | undefined>;
}
