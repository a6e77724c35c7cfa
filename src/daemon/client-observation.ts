import { type Clock, type Logger, type ScheduledCall, systemClock } from '../base/index.ts';
import type { Channel, StreamlinedSecureClient } from '../client/index.ts';
import {
  type Alert,
  AlertManager,
  type AlertRule,
  type HealthReason,
  type HealthStatus,
  type HistoryFile,
  HistoryKeeper,
  MetricsRegistry,
  OpenSpan,
  ProductionMonitor,
  type SpanSink,
  SpanTracer,
} from '../monitor/index.ts';
import type { AdminSources, ClientSources, KnownPeer, ValidatorSource } from './admin/admin-sources.ts';
import { EventFeed } from './admin/event-feed.ts';
import type { AlertDelivery } from './alerts/alert-delivery.ts';
import { auditSource } from './audit-source.ts';
import { channelRates } from './channel-rates.ts';
import { LinkWatcher } from './link-watcher.ts';
import { ProfileFolder } from './profile-folder.ts';
import { TrafficMetrics } from './traffic-metrics.ts';
import { forwardGauges, type TunnelSource, tunnelView } from './tunnel-view.ts';

/** How often a client checks itself: it costs a key encapsulation. */
export const CHECK_EVERY_MS = 10_000;

/** What a client is observed with. */
export interface ObservationOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The product's version. */
  readonly version: string;
  /** Where `stop` of the admin interface leads. */
  readonly stop: () => void;
  /** Where series are kept; it stays open. */
  readonly history: HistoryFile;
  /** Where profiles go. */
  readonly profileFolder: string;
  readonly rules: readonly AlertRule[];
  /** Where channels and requests leave their spans, if anywhere. */
  readonly spans?: SpanSink | undefined;
  /** Where alerts are told; it stays open. */
  readonly delivery: AlertDelivery;
  /** The folder of the audit trail of this process, if it keeps one. */
  readonly auditFolder?: string | undefined;
  readonly validator?: ValidatorSource | undefined;
  /** More than the client's own status. */
  readonly status?: () => unknown;
  /** The tunnels that the process serves, if it serves any. */
  readonly tunnels?: TunnelSource | undefined;
}

/** Watches one client: its metrics, its health and its events, for the admin interface. Dispose of it to stop. */
export class ClientObservation implements Disposable {
  readonly sources: AdminSources;
  readonly monitor: ProductionMonitor;
  readonly #client: StreamlinedSecureClient;
  readonly #clock: Clock;
  readonly #history: HistoryKeeper;
  readonly #spans: SpanSink | undefined;
  readonly #feed = new EventFeed();
  readonly #alerts: AlertManager;
  readonly #links: LinkWatcher;
  readonly #stopListening: () => void;
  #checks: readonly HealthReason[] = [];
  #nextCheck: ScheduledCall;
  #isStopped = false;

  /** `registry` is where the client's metrics go; see {@link newRegistry}. */
  constructor(client: StreamlinedSecureClient, registry: MetricsRegistry, options: ObservationOptions) {
    const { clock, logger, version, history: file } = options;
    this.#client = client;
    this.#clock = clock;
    this.#spans = options.spans;
    const traffic = new TrafficMetrics(() => client.getNetworkComms().traffic);
    registry.addCollector((sink) => traffic.collect(sink));
    if (options.tunnels !== undefined) registry.addCollector(forwardGauges(options.tunnels));
    this.monitor = new ProductionMonitor({ registry, clock, logger, version, checks: () => this.#checks });
    this.#history = new HistoryKeeper({ registry, file, clock, logger });
    this.#alerts = this.#alertsOf(registry, options);
    this.#links = new LinkWatcher(() => client.getSharedKeyLinks(), clock);
    this.monitor.onUpdate((data) => this.#feed.publish({ type: 'snapshot', data }));
    this.#stopListening = client.onChannel((channel) => this.#watchChannel(channel));
    this.#nextCheck = clock.schedule(0, () => void this.#checkAgain());
    this.sources = this.#sourcesOf(registry, options);
  }

  /** A registry for the `metrics` option of a client that will be observed. */
  static newRegistry(): MetricsRegistry {
    return new MetricsRegistry();
  }

  /** A tracer for the `tracer` option of a client that will be observed; it is told later where spans go. */
  static newTracer(): SpanTracer {
    return new SpanTracer(systemClock);
  }

  [Symbol.dispose](): void {
    this.#isStopped = true;
    this.#nextCheck.cancel();
    this.#stopListening();
    this.#links[Symbol.dispose]();
    this.#alerts[Symbol.dispose]();
    this.#history[Symbol.dispose]();
    this.monitor[Symbol.dispose]();
  }

  #alertsOf(metrics: MetricsRegistry, { rules, history: file, clock, delivery }: ObservationOptions): AlertManager {
    const tell = (alert: Alert): void => {
      this.#feed.publish({ type: 'alert', data: alert });
      delivery.tell(alert);
    };
    return new AlertManager({ rules, history: this.#history, file, clock, metrics, tell });
  }

  #sourcesOf(registry: MetricsRegistry, options: ObservationOptions): AdminSources {
    const client = this.#client;
    const { auditFolder, delivery, spans, stop, validator, status = () => client.getSystemStatus() } = options;
    return {
      monitor: this.monitor,
      registry,
      history: this.#history,
      alerts: this.#alerts,
      delivery,
      spans,
      feed: this.#feed,
      client: this.#clientSources(options),
      status,
      peers: () => this.#peers(),
      audit: auditFolder === undefined ? undefined : auditSource(auditFolder),
      validator,
      isReady: () => !this.#isStopped && client.isFit && this.monitor.getSystemHealth().status !== 'critical',
      closeChannel: (peerId) => this.#closeChannel(peerId),
      stop,
    };
  }

  #clientSources({ profileFolder, tunnels }: ObservationOptions): ClientSources {
    const client = this.#client;
    const manager = client.getPerformanceManager();
    const rates = channelRates(() => client.getSystemStatus().peers, this.#clock);
    return {
      channels: () => rates.look(),
      pools: () => client.getNetworkComms().getMemoryPool().getAnalytics(),
      links: () => this.#links.links,
      tunnels: tunnels && tunnelView(tunnels, () => client.trustStore.list(), this.#clock),
      performance: () => client.getPerformanceReport(),
      setMode: (mode) => manager.setMode(mode),
      profiles: new ProfileFolder(profileFolder, manager, this.#clock),
    };
  }

  async #checkAgain(): Promise<void> {
    const { checks } = await this.#client.healthCheck();
    if (this.#isStopped) return;
    this.#checks = checks.map(({ name, status, detail }) => ({ name, status: status satisfies HealthStatus, detail }));
    this.#nextCheck = this.#clock.schedule(CHECK_EVERY_MS, () => void this.#checkAgain());
  }

  #watchChannel(channel: Channel): void {
    const { peerId, channelId, remoteAddress: address } = channel;
    const open = new OpenSpan('channel', 'server', this.#clock, { traceId: channelId });
    this.#feed.publish({ type: 'channel-opened', data: { peerId, address, suite: channel.suite.name } });
    void channel.closed.then((failure) => {
      this.#feed.publish({ type: 'channel-closed', data: { peerId } });
      this.#spans?.record(
        open.end({ 'qforge.peer': peerId, 'qforge.suite': channel.suite.name }, failure !== undefined),
      );
    });
  }

  #peers(): readonly KnownPeer[] {
    const network = this.#client.getNetworkComms();
    return this.#client.trustStore.list().map((peer) => {
      const state = network.channelTo(peer.peerId)?.state;
      const channel = state === undefined || state === 'closed' ? 'none' : state;
      return { ...peer, channel, trustScore: network.trustScoreOf(peer.peerId) };
    });
  }

  async #closeChannel(peerId: string): Promise<boolean> {
    const found = this.#client.channels().filter((channel) => channel.peerId === peerId);
    await Promise.all(found.map((channel) => channel.close()));
    return found.length > 0;
  }
}
