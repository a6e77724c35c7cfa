import type { AlertManager, HistoryKeeper, MetricsRegistry, ProductionMonitor, SpanSink } from '../../monitor/index.ts';
import type { AlertDelivery } from '../alerts/alert-delivery.ts';
import type { RatedChannel } from '../channel-rates.ts';
import type { ShownLink } from '../link-watcher.ts';
import type { EventFeed } from './event-feed.ts';

/** What is shown of a client. */
export interface ClientSources {
  readonly channels: () => readonly RatedChannel[];
  /** The memory pool's analytics. */
  readonly pools: () => unknown;
  readonly links: () => readonly ShownLink[];
  /** The client's performance report. */
  readonly performance: () => unknown;
}

/** What the admin interface shows and does; every figure on it comes from here. */
export interface AdminSources {
  readonly monitor: ProductionMonitor;
  readonly registry: MetricsRegistry;
  /** Series over time. */
  readonly history: HistoryKeeper;
  readonly alerts: AlertManager;
  readonly delivery: AlertDelivery;
  /** Where requests leave their spans, if anywhere. */
  readonly spans?: SpanSink | undefined;
  readonly feed: EventFeed;
  /** Undefined in a process that has no channels. */
  readonly client?: ClientSources;
  /** Whether the process can take work now. */
  readonly isReady: () => boolean;
  /** What the process is and does, as plain data. */
  readonly status: () => unknown;
  /** Says goodbye to a peer; false when there is no channel to it. */
  readonly closeChannel: (peerId: string) => Promise<boolean>;
  /** Begins to end the process, as Ctrl-C does. */
  readonly stop: () => void;
}
