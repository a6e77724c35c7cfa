import type { Clock, Logger } from '../base/index.ts';
import {
  AlertManager,
  type AlertRule,
  type HistoryFile,
  HistoryKeeper,
  MetricsRegistry,
  ProductionMonitor,
} from '../monitor/index.ts';
import type { AdminSources } from './admin/admin-sources.ts';
import { EventFeed } from './admin/event-feed.ts';
import type { AlertDelivery } from './alerts/alert-delivery.ts';

/** What a process without channels is observed with, such as a key manager. */
export interface ProcessObservationOptions {
  readonly registry: MetricsRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The product's version. */
  readonly version: string;
  /** What the process is and does, as plain data. */
  readonly status: () => unknown;
  /** Where `stop` of the admin interface leads. */
  readonly stop: () => void;
  /** Where series are kept; it stays open. */
  readonly history: HistoryFile;
  readonly rules: readonly AlertRule[];
  /** Where alerts are told; it stays open. */
  readonly delivery: AlertDelivery;
}

/** Watches a process that has no channels: its metrics, its health, its history and its alerts. Dispose of it to stop. */
export class ProcessObservation implements Disposable {
  readonly sources: AdminSources;
  readonly #parts: readonly Disposable[];

  constructor(options: ProcessObservationOptions) {
    const { registry, clock, logger, version, status, stop, history: file, rules, delivery } = options;
    const feed = new EventFeed();
    const monitor = new ProductionMonitor({ registry, clock, logger, version });
    monitor.onUpdate((data) => feed.publish({ type: 'snapshot', data }));
    const history = new HistoryKeeper({ registry, file, clock, logger });
    const alerts = new AlertManager({
      rules,
      history,
      file,
      clock,
      metrics: registry,
      tell: (alert) => {
        feed.publish({ type: 'alert', data: alert });
        delivery.tell(alert);
      },
    });
    this.#parts = [alerts, history, monitor];
    this.sources = {
      monitor,
      registry,
      history,
      alerts,
      delivery,
      feed,
      status,
      isReady: () => monitor.getSystemHealth().status !== 'critical',
      closeChannel: () => Promise.resolve(false),
      stop,
    };
  }

  /** A registry for the `metrics` of whatever will be observed. */
  static newRegistry(): MetricsRegistry {
    return new MetricsRegistry();
  }

  [Symbol.dispose](): void {
    for (const part of this.#parts) part[Symbol.dispose]();
  }
}
