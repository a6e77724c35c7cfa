import type { AuditCheck, PeerRecord, PerformanceMode, proveAudit, recentAuditEntries } from '../../client/index.ts';
import type { AlertManager, HistoryKeeper, MetricsRegistry, ProductionMonitor, SpanSink } from '../../monitor/index.ts';
import type { AlertDelivery } from '../alerts/alert-delivery.ts';
import type { RatedChannel } from '../channel-rates.ts';
import type { ShownLink } from '../link-watcher.ts';
import type { ProfileFolder } from '../profile-folder.ts';
import type { TunnelView } from '../tunnel-view.ts';
import type { EventFeed } from './event-feed.ts';

/** What is shown of a client. */
export interface ClientSources {
  readonly channels: () => readonly RatedChannel[];
  /** The memory pool's analytics. */
  readonly pools: () => unknown;
  readonly links: () => readonly ShownLink[];
  /** Undefined in a process that serves no tunnels. */
  readonly tunnels?: (() => TunnelView) | undefined;
  /** The client's performance report. */
  readonly performance: () => unknown;
  readonly setMode: (mode: PerformanceMode) => void;
  readonly profiles: ProfileFolder;
}

/** A peer of this device, with the channel to it. */
export interface KnownPeer extends PeerRecord {
  readonly channel: 'open' | 'reconnecting' | 'none';
  /** How it has behaved lately, from 0 to 1; undefined for a peer that has done nothing yet. */
  readonly trustScore: number | undefined;
}

/** Reads the files of an audit trail, which goes on meanwhile. */
export interface AuditSource {
  readonly entries: (before: number | undefined, count: number) => ReturnType<typeof recentAuditEntries>;
  readonly examine: () => Promise<AuditCheck>;
  /** Throws `LOG_ENTRY_UNKNOWN` for an entry that no checkpoint speaks of yet. */
  readonly receipt: (index: number) => ReturnType<typeof proveAudit>;
}

/** Asks the running validator; every call throws `VALIDATOR_NOT_RUNNING` when there is none. */
export interface ValidatorSource {
  readonly status: () => Promise<unknown>;
  readonly decisions: (before: number, count: number) => Promise<unknown>;
  readonly proof: (proposal: string) => Promise<unknown>;
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
  /** Peers that this device knows; key managers have none. */
  readonly peers?: (() => readonly KnownPeer[]) | undefined;
  /** The audit trail, where one is kept. */
  readonly audit?: AuditSource | undefined;
  /** A validator on this machine, where one is named. */
  readonly validator?: ValidatorSource | undefined;
  /** Says goodbye to a peer; false when there is no channel to it. */
  readonly closeChannel: (peerId: string) => Promise<boolean>;
  /** Begins to end the process, as Ctrl-C does. */
  readonly stop: () => void;
}
