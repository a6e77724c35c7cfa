import type { ChannelStatistics } from './channel.ts';

/** Traffic of all channels, past and present. */
export interface Traffic {
  readonly messagesSent: number;
  readonly messagesReceived: number;
  readonly messagesAcknowledged: number;
  /** Sent and not acknowledged when their channel ended. */
  readonly messagesLost: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Acknowledgements that were timed, and the sum of their times. */
  readonly roundTrips: number;
  readonly roundTripSumMs: number;
}

const NOTHING: Traffic = {
  messagesSent: 0,
  messagesReceived: 0,
  messagesAcknowledged: 0,
  messagesLost: 0,
  bytesSent: 0,
  bytesReceived: 0,
  roundTrips: 0,
  roundTripSumMs: 0,
};

/** Adds the traffic of one channel; `ended` when nothing will be acknowledged any more. */
function addChannel(sum: Traffic, channel: ChannelStatistics, ended: boolean): Traffic {
  return {
    messagesSent: sum.messagesSent + channel.messagesSent,
    messagesReceived: sum.messagesReceived + channel.messagesReceived,
    messagesAcknowledged: sum.messagesAcknowledged + channel.messagesAcknowledged,
    messagesLost: sum.messagesLost + (ended ? channel.messagesSent - channel.messagesAcknowledged : 0),
    bytesSent: sum.bytesSent + channel.bytesSent,
    bytesReceived: sum.bytesReceived + channel.bytesReceived,
    roundTrips: sum.roundTrips + channel.roundTrips,
    roundTripSumMs: sum.roundTripSumMs + channel.roundTrips * (channel.meanRoundTripMs ?? 0),
  };
}

/** Keeps the traffic of channels that have ended. */
export class TrafficTotals {
  #ended: Traffic = NOTHING;

  /** A channel has ended with these figures. */
  channelEnded(statistics: ChannelStatistics): void {
    this.#ended = addChannel(this.#ended, statistics, true);
  }

  /** The sum over ended channels and the open ones given. */
  with(open: readonly ChannelStatistics[]): Traffic {
    return open.reduce((sum, channel) => addChannel(sum, channel, false), this.#ended);
  }
}
