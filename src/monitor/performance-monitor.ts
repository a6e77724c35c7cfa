import type { Clock } from '../base/index.ts';
import { MetricReading } from './metric-reading.ts';
import type { MetricsRegistry } from './metrics-registry.ts';
import { type PerformanceReport, performanceReport } from './performance-report.ts';
import type { PerformanceSnapshot, QuantilesMs } from './performance-snapshot.ts';

/** Snapshots that are kept: ten minutes, one a second. */
export const SNAPSHOTS_KEPT = 600;

/** Time to an acknowledgement, by whose recent values latency is judged. */
const LATENCY = 'qforge_message_acknowledged_seconds';

interface Look {
  readonly atMs: number;
  readonly reading: MetricReading;
}

/** Turns metrics into what happens now: each {@link sample} is about the time since the one before. */
export class PerformanceMonitor {
  readonly #registry: MetricsRegistry;
  readonly #clock: Clock;
  readonly #history: PerformanceSnapshot[] = [];
  #last: Look;

  constructor(registry: MetricsRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
    this.#last = this.#look();
  }

  /** Snapshots so far, oldest first, at most {@link SNAPSHOTS_KEPT}. */
  get history(): readonly PerformanceSnapshot[] {
    return this.#history;
  }

  /** Looks at all metrics now. */
  sample(): PerformanceSnapshot {
    const before = this.#last;
    this.#last = this.#look();
    const recent = this.#registry.takeRecent(LATENCY);
    const snapshot = snapshotBetween(before, this.#last, this.#clock.wallMs(), quantilesMs(recent));
    this.#history.push(snapshot);
    if (this.#history.length > SNAPSHOTS_KEPT) this.#history.shift();
    return snapshot;
  }

  /** What the kept snapshots say together, and what to do about it. */
  report(): PerformanceReport {
    return performanceReport(this.#history);
  }

  #look(): Look {
    return { atMs: this.#clock.monotonicMs(), reading: new MetricReading(this.#registry.snapshot()) };
  }
}

function snapshotBetween(from: Look, to: Look, wallMs: number, latencyMs?: QuantilesMs): PerformanceSnapshot {
  const spanMs = to.atMs - from.atMs;
  const now = to.reading;
  const growth = (name: string, labels = {}): number => now.total(name, labels) - from.reading.total(name, labels);
  const perSecond = (amount: number): number => (spanMs > 0 ? (amount * 1000) / spanMs : 0);
  const delayMs = (rank: string): number => now.total('nodejs_event_loop_delay_seconds', { rank }) * 1000;
  const handshakes = growth('qforge_handshakes_total');
  const acknowledged = growth('qforge_messages_acknowledged_total');
  return {
    atMs: wallMs,
    spanMs,
    processorRatio: perSecond(growth('process_cpu_seconds_total')),
    residentBytes: now.total('process_resident_memory_bytes'),
    heapUsedBytes: now.total('nodejs_heap_used_bytes'),
    heapLimitBytes: now.total('nodejs_heap_limit_bytes'),
    eventLoopDelayMs: { p50: delayMs('p50'), p90: delayMs('p90'), p99: delayMs('p99'), p999: delayMs('p99.9') },
    eventLoopUtilization: now.total('nodejs_event_loop_utilization_ratio'),
    collectionRatio: perSecond(growth('nodejs_gc_seconds')),
    openDescriptors: now.find('process_open_fds'),
    maxDescriptors: now.find('process_max_fds'),
    channelsOpen: now.total('qforge_channels_open'),
    messagesPerSecond: perSecond(growth('qforge_messages_total')),
    bytesPerSecond: perSecond(growth('qforge_channel_bytes_total')),
    latencyMs,
    successRatio: share(acknowledged, acknowledged + growth('qforge_messages_lost_total')),
    handshakesPerSecond: perSecond(handshakes),
    handshakeFailureRatio: share(handshakes - growth('qforge_handshakes_total', { result: 'ok' }), handshakes),
  };
}

function share(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

function quantilesMs(quantiles: ReadonlyMap<number, number>): QuantilesMs | undefined {
  if (quantiles.size === 0) return undefined;
  const at = (quantile: number): number => (quantiles.get(quantile) ?? 0) * 1000;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999) };
}
