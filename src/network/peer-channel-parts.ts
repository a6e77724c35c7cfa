import type { Clock, ListenerFailures, MetricsSink } from '../base/index.ts';

/** What a new channel is made of. */
export interface PeerChannelParts {
  readonly channelId: string;
  /** ID of the conversation that this side sends. */
  readonly outboundId: string;
  readonly role: 'initiator' | 'responder';
  readonly peerId: string;
  readonly clock: Clock;
  readonly metrics?: MetricsSink;
  /** Told what listeners and handlers of the program throw. */
  readonly failures: ListenerFailures;
}
