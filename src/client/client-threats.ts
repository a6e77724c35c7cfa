import type { Clock, MetricsSink, ScheduledCall, SecurityEventSink, SecuritySignal } from '../base/index.ts';
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

/** What the network can be asked to do about a threat. */
type GuardedNetwork = Pick<NetworkComms, 'channels'> & {
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
  #seenTimes = new Map<Channel, SeenTimes>();
  #review: ScheduledCall | undefined;

  constructor(parts: ClientThreatsParts) {
    this.#clock = parts.clock;
    this.#metrics = parts.metrics;
    this.#monitor = new ThreatMonitor({ ...parts, actions: this });
  }

  /** Takes a signal of any part of the client. */
  readonly observe = (signal: SecuritySignal): void => this.#monitor.observe(signal);

  /** How threatened the client is. */
  get report(): ThreatReport {
    return this.#monitor.report();
  }

  /** Watches this network from now on, and acts on it. */
  start(network: GuardedNetwork): void {
    this.#network = network;
    this.#reviewLater();
  }

  stop(): void {
    this.#review?.cancel();
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

  #reviewLater(): void {
    this.#review = this.#clock.schedule(TIMES_REVIEW_MS, () => {
      this.#reviewTimes();
      this.#metrics.gauge('qforge_threat_score', this.report.score);
      this.#reviewLater();
    });
  }

  /** The mean of what was acknowledged since the last look: nothing is measured message by message. */
  #reviewTimes(): void {
    const seen = new Map<Channel, SeenTimes>();
    for (const channel of this.#network?.channels ?? []) {
      const { roundTrips, meanRoundTripMs = 0 } = channel.statistics();
      const now = { roundTrips, totalMs: roundTrips * meanRoundTripMs };
      const before = this.#seenTimes.get(channel) ?? { roundTrips: 0, totalMs: 0 };
      const fresh = now.roundTrips - before.roundTrips;
      seen.set(channel, now);
      if (fresh <= 0) continue;
      const durationMs = Math.max(0, now.totalMs - before.totalMs) / fresh;
      this.observe({ type: 'message-acknowledged', peer: channel.peerId, durationMs });
    }
    this.#seenTimes = seen;
  }
}

function isOf(channel: Channel, whose: Parameters<ThreatActions['rekey']>[0]): boolean {
  if (whose === 'all channels') return true;
  if (whose === 'quantum channels') return channel.statistics().quantumKeys !== 'none';
  return channel.peerId === whose.peer;
}
