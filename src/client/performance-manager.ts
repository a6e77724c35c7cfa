import { type Clock, emptyPerformanceMetrics, type PerformanceMetrics, type ScheduledCall } from '../base/index.ts';
import type { PoolAnalytics, PoolStats, Traffic } from '../network/index.ts';
import type { PerformanceMode, PerformanceSettings } from './performance-modes.ts';
import { PerformanceTuner, type TuningEntry } from './performance-tuner.ts';
import { Profiler } from './profiler.ts';

/** What a client is to be good at, and from when on a figure is worth a word in the report. */
export interface PerformanceConfig {
  /** Default: balanced. */
  readonly mode: PerformanceMode;
  /** Whether settings follow the figures, every ten seconds; default: false. */
  readonly isAdaptive: boolean;
  /** Mean time to an acknowledgement. */
  readonly slowAcknowledgementMs: number;
  /** Share of pool requests served without allocating, of those that fit a tier. */
  readonly lowPoolHitRatio: number;
  /** Share of messages with a known fate that were acknowledged. */
  readonly lowSuccessRate: number;
  /** Pool requests before the hit ratio means anything. */
  readonly minPoolRequests: number;
}

const defaults: PerformanceConfig = {
  mode: 'balanced',
  isAdaptive: false,
  slowAcknowledgementMs: 250,
  lowPoolHitRatio: 0.85,
  lowSuccessRate: 0.99,
  minPoolRequests: 1000,
};

/** How long each part of a client's creation took. */
export type SetupTimes = Pick<
  PerformanceMetrics,
  'foundationSetupMs' | 'cryptoInitMs' | 'networkSetupMs' | 'totalSetupMs'
>;

/** Where the figures come from. */
export interface PerformanceSources {
  readonly setup: SetupTimes;
  uptimeMs(): number;
  traffic(): Traffic;
  pool(): Readonly<Record<string, PoolStats>>;
  /** What the pool's figures say about its configuration. */
  poolAdvice(): PoolAnalytics['recommendations'];
  /** What the pool was configured to keep. */
  readonly configured: PerformanceSettings['retainedBytes'];
  /** Puts settings into force. */
  apply(settings: PerformanceSettings): void;
  readonly clock: Clock;
}

/** Everything the manager knows, as plain data. */
export interface PerformanceReport {
  readonly metrics: PerformanceMetrics;
  readonly uptimeMs: number;
  readonly traffic: Traffic;
  readonly pool: Readonly<Record<string, PoolStats>>;
  /** Sentences about figures beyond the configured limits; empty when there is nothing to say. */
  readonly findings: readonly string[];
  readonly mode: PerformanceMode;
  /** Whether settings follow the figures. */
  readonly isAdaptive: boolean;
  /** What is in force now. */
  readonly settings: PerformanceSettings;
  /** What was changed lately, and why, oldest first. */
  readonly tuning: readonly TuningEntry[];
}

/** How often settings follow the figures, where they do. */
export const ADAPT_EVERY_MS = 10_000;

/**
 * Brings the measurements of all parts of one client together, and sets what they depend on. Figures are computed from counters when asked.
 * Dispose of it to stop adapting.
 */
export class PerformanceManager implements Disposable {
  readonly config: PerformanceConfig;
  readonly #sources: PerformanceSources;
  readonly #tuner: PerformanceTuner;
  readonly #profiler: Profiler;
  #nextAdaption: ScheduledCall | undefined;

  constructor(sources: PerformanceSources, config: Partial<PerformanceConfig> = {}) {
    this.#sources = sources;
    this.config = { ...defaults, ...config };
    this.#tuner = new PerformanceTuner(
      {
        clock: sources.clock,
        configured: sources.configured,
        apply: (settings) => sources.apply(settings),
        traffic: () => sources.traffic(),
        poolAdvice: () => sources.poolAdvice(),
      },
      this.config.mode,
    );
    this.#profiler = new Profiler(sources.clock);
    if (this.config.isAdaptive) this.#adaptLater();
  }

  /** Stops adapting. */
  [Symbol.dispose](): void {
    this.#nextAdaption?.cancel();
  }

  /** What the client is to be good at. */
  get mode(): PerformanceMode {
    return this.#tuner.mode;
  }

  /** Takes other settings for batching, record sizes and the pool, from the next record on. */
  setMode(mode: PerformanceMode): void {
    this.#tuner.setMode(mode);
  }

  /** Changes what the figures since the last call speak for; returns how many settings changed. */
  adapt(): number {
    return this.#tuner.adapt();
  }

  /** Begins to sample the processor. Rejects with `PROFILING_BUSY`. */
  startProfiling(): Promise<void> {
    return this.#profiler.start();
  }

  /** Ends it: a profile that Chromium's developer tools open, as JSON. Rejects with `PROFILING_IDLE`. */
  stopProfiling(): Promise<string> {
    return this.#profiler.stop();
  }

  /** What is on the heap, for Chromium's developer tools, as JSON: shapes and sizes, and no text or number that the program works with. */
  takeHeapSnapshot(): Promise<string> {
    return this.#profiler.heapSnapshot();
  }

  /** The global figures; zero where nothing was measured yet. */
  getPerformanceMetrics(): PerformanceMetrics {
    const traffic = this.#sources.traffic();
    const uptimeSeconds = this.#sources.uptimeMs() / 1000;
    const perSecond = (amount: number): number => (uptimeSeconds > 0 ? amount / uptimeSeconds : 0);
    const { messagesAcknowledged, messagesLost } = traffic;
    return {
      ...emptyPerformanceMetrics(),
      ...this.#sources.setup,
      messageThroughput: perSecond(traffic.bytesSent + traffic.bytesReceived),
      throughputMps: perSecond(traffic.messagesSent + traffic.messagesReceived),
      avgLatencyMs: ratio(traffic.roundTripSumMs, traffic.roundTrips),
      successRate: ratio(messagesAcknowledged, messagesAcknowledged + messagesLost),
    };
  }

  /** All figures, and what is remarkable about them. */
  getComprehensiveReport(): PerformanceReport {
    const metrics = this.getPerformanceMetrics();
    const traffic = this.#sources.traffic();
    const pool = this.#sources.pool();
    const findings = [
      ...this.#trafficFindings(metrics, traffic),
      ...this.#poolFindings(pool),
      ...this.#sources.poolAdvice().map(adviceText),
    ];
    const { mode, settings, log: tuning } = this.#tuner;
    const { isAdaptive } = this.config;
    return { metrics, uptimeMs: this.#sources.uptimeMs(), traffic, pool, findings, mode, isAdaptive, settings, tuning };
  }

  #adaptLater(): void {
    this.#nextAdaption = this.#sources.clock.schedule(ADAPT_EVERY_MS, () => {
      this.#adaptLater();
      this.adapt();
    });
  }

  #trafficFindings(metrics: PerformanceMetrics, traffic: Traffic): string[] {
    const findings: string[] = [];
    if (metrics.avgLatencyMs > this.config.slowAcknowledgementMs) {
      findings.push(`Acknowledgements take ${metrics.avgLatencyMs.toFixed(1)} ms on average.`);
    }
    const known = traffic.messagesAcknowledged + traffic.messagesLost;
    if (known > 0 && metrics.successRate < this.config.lowSuccessRate) {
      findings.push(`${traffic.messagesLost} of ${known} messages were not acknowledged before their channel ended.`);
    }
    return findings;
  }

  #poolFindings(pool: Readonly<Record<string, PoolStats>>): string[] {
    return Object.entries(pool)
      .filter(([, tier]) => tier.hits + tier.misses >= this.config.minPoolRequests)
      .filter(([, tier]) => tier.hitRatio < this.config.lowPoolHitRatio)
      .map(([name, tier]) => `The ${name} buffers are served from the pool in ${percent(tier.hitRatio)} of requests.`);
  }
}

function adviceText({ setting, proposed, reason }: PoolAnalytics['recommendations'][number]): string {
  return setting === undefined ? reason : `${reason} Set ${setting} of the pool to ${proposed}.`;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
