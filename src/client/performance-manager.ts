import { emptyPerformanceMetrics, type PerformanceMetrics } from '../base/index.ts';
import type { PoolAnalytics, PoolStats, Traffic } from '../network/index.ts';

/** From when on a figure is worth a word in the report. */
export interface PerformanceConfig {
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
}

/** Everything the manager knows, as plain data. */
export interface PerformanceReport {
  readonly metrics: PerformanceMetrics;
  readonly uptimeMs: number;
  readonly traffic: Traffic;
  readonly pool: Readonly<Record<string, PoolStats>>;
  /** Sentences about figures beyond the configured limits; empty when there is nothing to say. */
  readonly findings: readonly string[];
}

/** Brings the measurements of all parts of one client together. Everything is computed from counters when asked. */
export class PerformanceManager {
  readonly config: PerformanceConfig;
  readonly #sources: PerformanceSources;

  constructor(sources: PerformanceSources, config: Partial<PerformanceConfig> = {}) {
    this.#sources = sources;
    this.config = { ...defaults, ...config };
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
    return { metrics, uptimeMs: this.#sources.uptimeMs(), traffic, pool, findings };
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
