import { readdirSync, readFileSync } from 'node:fs';
import {
  constants,
  type EventLoopUtilization,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { MetricsSink } from '../base/index.ts';
import { QUANTILES } from './distribution.ts';

/** A histogram of the event loop's turns that runs by itself. */
type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

/** How often the event loop's delay is looked at. */
export const EVENT_LOOP_RESOLUTION_MS = 10;

const NS_PER_SECOND = 1e9;
const US_PER_SECOND = 1e6;

const gcKinds: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weak-callbacks'],
]);

/**
 * Measures the process it runs in: processor time, memory, descriptors, the event loop and garbage collection.
 *
 * {@link collect} sets the gauges; pauses of the collector are observed as they come. Not more than one per sink.
 */
export class ProcessMetrics {
  readonly #sink: MetricsSink;
  /** Read at the next collection; runs since the one before the last. */
  #olderDelay: IntervalHistogram = startedDelay();
  /** Runs since the last collection. A histogram misses what blocks it at its very start, so two overlap. */
  #newerDelay: IntervalHistogram = startedDelay();
  readonly #collections: PerformanceObserver;
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpuSeconds = 0;

  /** `version` is that of the product. */
  constructor(sink: MetricsSink, version: string) {
    this.#sink = sink;
    const { node, openssl } = process.versions;
    sink.gauge('qforge_build_info', 1, { version, node, openssl });
    this.#collections = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.#observeCollection(entry);
    });
    this.#collections.observe({ entryTypes: ['gc'] });
  }

  /** Stops measuring. */
  [Symbol.dispose](): void {
    this.#olderDelay.disable();
    this.#newerDelay.disable();
    this.#collections.disconnect();
  }

  /** Brings all gauges up to date. */
  collect(): void {
    this.#collectProcessor();
    this.#collectMemory();
    this.#collectEventLoop();
    this.#collectDescriptors();
  }

  #collectProcessor(): void {
    const { user, system } = process.cpuUsage();
    const seconds = (user + system) / US_PER_SECOND;
    this.#sink.count('process_cpu_seconds_total', Math.max(0, seconds - this.#cpuSeconds));
    this.#cpuSeconds = Math.max(seconds, this.#cpuSeconds);
    this.#sink.gauge('process_start_time_seconds', performance.timeOrigin / 1000);
  }

  #collectMemory(): void {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    this.#sink.gauge('process_resident_memory_bytes', rss);
    this.#sink.gauge('nodejs_heap_used_bytes', heapUsed);
    this.#sink.gauge('nodejs_heap_total_bytes', heapTotal);
    this.#sink.gauge('nodejs_heap_limit_bytes', getHeapStatistics().heap_size_limit);
    this.#sink.gauge('nodejs_external_memory_bytes', external);
  }

  /** The histogram holds intervals between its timer's calls: the delay is what is beyond the interval that was asked for. */
  #collectEventLoop(): void {
    for (const quantile of QUANTILES) {
      const intervalSeconds = this.#olderDelay.percentile(quantile * 100) / NS_PER_SECOND;
      const delaySeconds = Math.max(0, intervalSeconds - EVENT_LOOP_RESOLUTION_MS / 1000);
      this.#sink.gauge('nodejs_event_loop_delay_seconds', delaySeconds, { rank: `p${quantile * 100}` });
    }
    this.#olderDelay.disable();
    [this.#olderDelay, this.#newerDelay] = [this.#newerDelay, startedDelay()];
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#utilization);
    this.#utilization = now;
    this.#sink.gauge('nodejs_event_loop_utilization_ratio', utilization);
  }

  /** Only where the system tells. */
  #collectDescriptors(): void {
    try {
      this.#sink.gauge('process_open_fds', readdirSync('/proc/self/fd').length);
      const limit = /^Max open files\s+(\d+)/mu.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
      if (limit !== undefined) this.#sink.gauge('process_max_fds', Number(limit));
    } catch {
      // Systems other than Linux have no such files.
    }
  }

  #observeCollection({ duration, detail }: { readonly duration: number; readonly detail?: unknown }): void {
    const kind = gcKinds.get((detail as { readonly kind?: number } | undefined)?.kind ?? -1) ?? 'other';
    this.#sink.observe('nodejs_gc_seconds', duration / 1000, { kind });
  }
}

function startedDelay(): IntervalHistogram {
  const delay = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  delay.enable();
  return delay;
}
