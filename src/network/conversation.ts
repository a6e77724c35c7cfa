import { assert, type Clock, type ListenerFailures, type MetricsSink, QForgeError } from '../base/index.ts';
import type { ChannelStatistics } from './channel.ts';
import { MessageLane } from './message-lane.ts';
import { MessageReceiver } from './message-receiver.ts';
import { type MessageFrames, MessageSender } from './message-sender.ts';
import { NO_ID } from './random-id.ts';
import { MESSAGE_WINDOW_BYTES, STREAM_WINDOW_BYTES } from './record-limits.ts';
import type { SessionHello } from './session-hello.ts';
import type { TrafficSum } from './traffic-totals.ts';

/** What a new session found of the conversations before it. */
export interface Resumption {
  /** The peer does not know what this side has sent it before: its process is another. */
  readonly peerLostState: boolean;
  /** Messages that were sent again, or for the first time after they had waited. */
  readonly resent: number;
}

/** What has become of the messages of a conversation. */
export type MessageStatistics = Pick<
  ChannelStatistics,
  | 'messagesSent'
  | 'messagesReceived'
  | 'messagesAcknowledged'
  | 'messagesUnacknowledged'
  | 'bytesUnacknowledged'
  | 'messagesResent'
  | 'duplicatesDropped'
  | 'meanRoundTripMs'
  | 'roundTrips'
>;

/** What a conversation is made of. */
export interface ConversationParts {
  readonly channelId: string;
  /** ID of what this side sends. */
  readonly outboundId: string;
  /** Who opens the sessions. */
  readonly role: 'initiator' | 'responder';
  readonly clock: Clock;
  /** Default: nowhere. */
  readonly metrics?: MetricsSink | undefined;
  /** Told what promises of a message handler reject with. */
  readonly failures: ListenerFailures;
  /** The application has taken messages that had to wait for it. */
  readonly onTakenLater: () => void;
}

/** The messages of a channel in both directions, over all its sessions. spec/records §5 */
export class Conversation {
  readonly channelId: string;
  readonly sender: MessageSender;
  readonly receiver: MessageReceiver;
  readonly #outboundId: string;
  readonly #role: ConversationParts['role'];
  #hasBeenKnown = false;

  constructor(parts: ConversationParts) {
    this.channelId = parts.channelId;
    this.#outboundId = parts.outboundId;
    this.#role = parts.role;
    this.sender = new MessageSender(parts.clock, parts.metrics);
    this.receiver = new MessageReceiver(MESSAGE_WINDOW_BYTES, parts);
  }

  /** What this side says of it at the beginning of a session. */
  hello(): SessionHello {
    const { conversation, received, taken } = this.receiver;
    return {
      messageWindowBytes: MESSAGE_WINDOW_BYTES,
      streamWindowBytes: STREAM_WINDOW_BYTES,
      channelId: this.channelId,
      outboundId: this.#outboundId,
      inboundId: conversation,
      received,
      taken,
    };
  }

  /** Throws `MALFORMED` for what a peer cannot say: that it has received what was never sent. */
  check(unverifiedPeer: SessionHello): void {
    if (!this.#isKnownTo(unverifiedPeer) || unverifiedPeer.received <= this.sender.sent) return;
    throw new QForgeError('MALFORMED', { what: 'The resumption', reason: 'more was received than sent' });
  }

  /** Goes on over a session whose peer has said this, which was checked. */
  resume(peer: SessionHello, frames: MessageFrames): Resumption {
    assert(peer.channelId === this.channelId, 'the session belongs to this channel');
    const { sender } = this;
    const isKnown = this.#isKnownTo(peer);
    const peerLostState = !isKnown && (peer.inboundId !== NO_ID || (sender.sent > 0 && this.#wasKnown()));
    this.#hasBeenKnown ||= isKnown;
    if (isKnown) sender.acknowledge(peer.taken);
    const resent = sender.attach(frames, peer.messageWindowBytes, isKnown ? peer.received : 0);
    return { peerLostState, resent };
  }

  /** What takes the messages of that session. */
  lane(peer: SessionHello): MessageLane {
    return new MessageLane(this.receiver, peer.outboundId);
  }

  statistics(): MessageStatistics {
    const { sender, receiver } = this;
    return {
      messagesSent: sender.sent,
      messagesReceived: receiver.total,
      messagesAcknowledged: sender.acknowledged,
      messagesUnacknowledged: sender.sent - sender.acknowledged,
      bytesUnacknowledged: sender.unacknowledgedBytes,
      messagesResent: sender.resent,
      duplicatesDropped: receiver.duplicates,
      meanRoundTripMs: sender.meanRoundTripMs,
      roundTrips: sender.roundTrips,
    };
  }

  /** Adds its messages to a sum. */
  addTraffic(sum: TrafficSum): void {
    const { sender, receiver } = this;
    sum.messagesSent += sender.sent;
    sum.messagesReceived += receiver.total;
    sum.messagesAcknowledged += sender.acknowledged;
    sum.roundTrips += sender.roundTrips;
    sum.roundTripSumMs += sender.roundTripSumMs;
  }

  /**
   * Whether the peer must have known of this conversation: it has said so, or taken something of it, or as a responder begun its own, which it does
   * when it has read the initiator's. A session that was cut at its beginning may have told the peer nothing.
   */
  #wasKnown(): boolean {
    const hasAnswered = this.#role === 'initiator' && this.receiver.conversation !== NO_ID;
    return this.#hasBeenKnown || this.sender.acknowledged > 0 || hasAnswered;
  }

  #isKnownTo(peer: SessionHello): boolean {
    return peer.inboundId === this.#outboundId;
  }
}
