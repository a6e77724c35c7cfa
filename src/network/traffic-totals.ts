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

/** A sum in the making. */
export type TrafficSum = { -readonly [Figure in keyof Traffic]: number };

/** Whoever has traffic: adds it to a sum, without an object of its own, since there may be thousands. */
export interface TrafficCarrier {
  addTraffic(sum: TrafficSum): void;
}

type Bytes = Pick<Traffic, 'bytesSent' | 'bytesReceived'>;

/** Adds what a session has carried. */
export function addBytes(sum: TrafficSum, { bytesSent, bytesReceived }: Bytes): void {
  sum.bytesSent += bytesSent;
  sum.bytesReceived += bytesReceived;
}

const nothing = (): TrafficSum => ({
  messagesSent: 0,
  messagesReceived: 0,
  messagesAcknowledged: 0,
  messagesLost: 0,
  bytesSent: 0,
  bytesReceived: 0,
  roundTrips: 0,
  roundTripSumMs: 0,
});

/** Keeps the traffic of channels that have ended. */
export class TrafficTotals {
  readonly #ended: TrafficSum = nothing();

  /** A channel has ended: nothing of it will be acknowledged any more. */
  channelEnded(channel: TrafficCarrier): void {
    const own = nothing();
    channel.addTraffic(own);
    channel.addTraffic(this.#ended);
    this.#ended.messagesLost += own.messagesSent - own.messagesAcknowledged;
  }

  /** The sum over ended channels and those that `visitOpen` visits. */
  with(visitOpen: (visit: (channel: TrafficCarrier) => void) => void): Traffic {
    const sum = { ...this.#ended };
    visitOpen((channel) => channel.addTraffic(sum));
    return sum;
  }
}
