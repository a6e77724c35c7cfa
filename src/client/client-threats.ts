import {
  type Clock,
  type MetricsSink,
  type SecurityEventSink,
  type SecuritySignal,
  SharedRound,
} from '../base/index.ts';
import type { Channel, NetworkComms } from '../network/index.ts';
import {
  type DetectionBounds,
  type ThreatActions,
  ThreatMonitor,
  type ThreatPolicy,
  type ThreatReport,
} from '../security/index.ts';

/** How often the times of acknowledgements are looked at. */
export const TIMES_REVIEW_MS = 5000;

/** With no channel left, a score below this is told as 0 and not looked at again. */
const FORGOTTEN_SCORE = 0.01;

/** What is seen of the network, and what it can be asked to do about a threat. */
type GuardedNetwork = Pick<NetworkComms, 'channels' | 'onEveryChannel' | 'visitRoundTrips'> & {
  readonly defence: Pick<NetworkComms['defence'], 'throttle' | 'suspend' | 'guard'>;
};

/** What the watch over a client needs. */
export interface ClientThreatsParts {
  readonly clock: Clock;
  readonly metrics: MetricsSink;
  readonly bounds: DetectionBounds;
  readonly events: SecurityEventSink;
  readonly policy: Partial<ThreatPolicy>;
}

interface SeenTimes {
  readonly roundTrips: number;
  readonly totalMs: number;
}

/** Watches over a client: signals of all its parts go in, and what the policy says is done to its network. */
export class ClientThreats implements ThreatActions {
  readonly #clock: Clock;
  readonly #metrics: MetricsSink;
  readonly #monitor: ThreatMonitor;
  #network: GuardedNetwork | undefined;
  /** Of channels on which a time was measured. */
  readonly #seenTimes = new WeakMap<Channel, SeenTimes>();
  #stopListening: (() => void) | undefined;
  /** While there is something to look at: the way to stop looking. */
  #stopReview: (() => void) | undefined;
  #liveChannels = 0;

  constructor(parts: ClientThreatsParts) {
    this.#clock = parts.clock;
    this.#metrics = parts.metrics;
    this.#monitor = new ThreatMonitor({ ...parts, actions: this });
  }

  /** Takes a signal of any part of the client. */
  readonly observe = (signal: SecuritySignal): void => {
    this.#monitor.observe(signal);
    this.#keepReviewed();
  };

  /** How threatened the client is. */
  get report(): ThreatReport {
    return this.#monitor.report();
  }

  /** Watches this network from now on, and acts on it. */
  start(network: GuardedNetwork): void {
    this.#network = network;
    this.#stopListening = network.onEveryChannel(() => this.#keepReviewed());
    this.#review();
    if (network.channels.length > 0 || this.#monitor.score > 0) this.#keepReviewed();
  }

  stop(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#rest();
    this.#monitor.stop();
  }

  throttle(source: string, forMs: number): boolean {
    this.#network?.defence.throttle(source, forMs);
    return this.#network !== undefined;
  }

  suspend(peer: string, forMs: number): boolean {
    // None is opened from now on, whether there was one to end or not.
    this.#network?.defence.suspend(peer, forMs);
    return this.#network !== undefined;
  }

  rekey(whose: Parameters<ThreatActions['rekey']>[0]): boolean {
    const channels = (this.#network?.channels ?? []).filter(
      (channel) => channel.state === 'open' && isOf(channel, whose),
    );
    for (const channel of channels) channel.rekey();
    return channels.length > 0;
  }

  guard(on: boolean): boolean {
    this.#network?.defence.guard(on);
    return this.#network !== undefined;
  }

  /** From now on, if it has been started, until there is nothing to look at. */
  #keepReviewed(): void {
    if (this.#stopReview !== undefined || this.#stopListening === undefined) return;
    this.#stopReview = SharedRound.of(this.#clock, TIMES_REVIEW_MS).join(() => this.#review());
  }

  #rest(): void {
    this.#stopReview?.();
    this.#stopReview = undefined;
  }

  #review(): void {
    this.#liveChannels = 0;
    this.#network?.visitRoundTrips(this.#reviewTimes);
    const { score } = this.#monitor;
    const isOver = this.#liveChannels === 0 && score < FORGOTTEN_SCORE;
    this.#metrics.gauge('qforge_threat_score', isOver ? 0 : score);
    if (isOver) this.#rest();
  }

  /** The mean of what was acknowledged since the last look: nothing is measured message by message. */
  readonly #reviewTimes = (channel: Channel, roundTrips: number, totalMs: number): void => {
    this.#liveChannels += 1;
    if (roundTrips === 0) return;
    const before = this.#seenTimes.get(channel) ?? { roundTrips: 0, totalMs: 0 };
    const fresh = roundTrips - before.roundTrips;
    if (fresh <= 0) return;
    const durationMs = Math.max(0, totalMs - before.totalMs) / fresh;
    this.#seenTimes.set(channel, { roundTrips, totalMs });
    this.observe({ type: 'message-acknowledged', peer: channel.peerId, durationMs });
  };
}

function isOf(channel: Channel, whose: Parameters<ThreatActions['rekey']>[0]): boolean {
  if (whose === 'all channels') return true;
  if (whose === 'quantum channels') return channel.statistics().quantumKeys !== 'none';
  return channel.peerId === whose.peer;
}
