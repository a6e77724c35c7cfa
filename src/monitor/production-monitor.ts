import type { Clock, Logger, ScheduledCall } from '../base/index.ts';
import { HealthJudge } from './health-judge.ts';
import { type HealthLimits, healthLimits } from './health-limits.ts';
import {
  HEALTH_STATUSES,
  type HealthReason,
  type HealthStatus,
  healthLine,
  type SystemHealth,
  systemHealth,
} from './health-status.ts';
import type { MetricsRegistry } from './metrics-registry.ts';
import { PerformanceMonitor } from './performance-monitor.ts';
import type { PerformanceReport } from './performance-report.ts';
import type { PerformanceSnapshot } from './performance-snapshot.ts';
import { ProcessMetrics } from './process-metrics.ts';

/** How often the system is looked at. */
export const LOOK_EVERY_MS = 1000;

/** What a monitor is made of. */
export interface ProductionMonitorOptions {
  readonly registry: MetricsRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The product's version, for `qforge_build_info`. */
  readonly version: string;
  readonly limits?: Partial<HealthLimits>;
  /** Parts of the health that are no figures, such as an expired certificate; asked at every look. */
  readonly checks?: () => readonly HealthReason[];
}

/** Everything a monitor knows, as plain data. */
export interface SystemReport {
  readonly atMs: number;
  readonly health: SystemHealth;
  readonly healthLine: string;
  readonly current: PerformanceSnapshot;
  readonly performance: PerformanceReport;
}

/**
 * Watches one process: looks at its metrics every second, judges its health, and reports changes.
 *
 * Dispose of it to stop. Nothing is shown that was not measured; before the first second is over, rates are over less than one.
 */
export class ProductionMonitor implements Disposable {
  readonly #options: ProductionMonitorOptions;
  readonly #process: ProcessMetrics;
  readonly #performance: PerformanceMonitor;
  readonly #judge: HealthJudge;
  #current: PerformanceSnapshot;
  #health: SystemHealth;
  readonly #listeners = new Set<(snapshot: PerformanceSnapshot) => void>();
  #next: ScheduledCall;

  constructor(options: ProductionMonitorOptions) {
    const { registry, clock, version, limits } = options;
    this.#options = options;
    this.#judge = new HealthJudge(healthLimits(limits));
    const measured = new ProcessMetrics(registry, version);
    this.#process = measured;
    measured.collect();
    this.#performance = new PerformanceMonitor(registry, clock);
    this.#current = this.#performance.sample();
    this.#health = this.#judged();
    registry.addCollector((sink) => sink.gauge('qforge_health_level', HEALTH_STATUSES.indexOf(this.#health.status)));
    this.#next = clock.schedule(LOOK_EVERY_MS, () => this.#lookAgain());
  }

  /** Stops looking. */
  [Symbol.dispose](): void {
    this.#next.cancel();
    this.#process[Symbol.dispose]();
  }

  /** Tells of every look; returns the way to stop that. */
  onUpdate(listener: (snapshot: PerformanceSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the system does now: the last second, at most. */
  getCurrentMetrics(): PerformanceSnapshot {
    return this.#current;
  }

  /** The last ten minutes, a snapshot a second, oldest first. */
  getHistory(): readonly PerformanceSnapshot[] {
    return this.#performance.history;
  }

  /** How the system does, and why not better. */
  getSystemHealth(): SystemHealth {
    return this.#health;
  }

  /** Everything at once. */
  generateSystemReport(): SystemReport {
    return {
      atMs: this.#options.clock.wallMs(),
      health: this.#health,
      healthLine: healthLine(this.#health),
      current: this.#current,
      performance: this.#performance.report(),
    };
  }

  /** Looks at the system now, instead of at the next second. */
  update(): PerformanceSnapshot {
    this.#process.collect();
    this.#current = this.#performance.sample();
    const before = this.#health.status;
    this.#health = this.#judged();
    if (this.#health.status !== before) this.#report(before);
    for (const listener of this.#listeners) listener(this.#current);
    return this.#current;
  }

  #lookAgain(): void {
    this.#next = this.#options.clock.schedule(LOOK_EVERY_MS, () => this.#lookAgain());
    this.update();
  }

  #judged(): SystemHealth {
    return systemHealth([...this.#judge.judge(this.#current), ...(this.#options.checks?.() ?? [])]);
  }

  #report(before: HealthStatus): void {
    const { status } = this.#health;
    const worse = HEALTH_STATUSES.indexOf(status) > HEALTH_STATUSES.indexOf(before);
    const fields = { before, now: status, health: healthLine(this.#health) };
    this.#options.logger.log(worse ? 'warn' : 'info', 'performance', 'health changed', fields);
  }
}
