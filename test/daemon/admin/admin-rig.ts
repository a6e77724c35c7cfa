import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Clock } from '../../../src/base/index.ts';
import { silentLogger } from '../../../src/base/index.ts';
import type { PerformanceManager } from '../../../src/client/index.ts';
import { adminApp } from '../../../src/daemon/admin/admin-app.ts';
import { adminRoutes } from '../../../src/daemon/admin/admin-routes.ts';
import type { AdminSources } from '../../../src/daemon/admin/admin-sources.ts';
import { TokenTable } from '../../../src/daemon/admin/admin-token.ts';
import { EventFeed } from '../../../src/daemon/admin/event-feed.ts';
import { OriginGuard } from '../../../src/daemon/admin/request-origin.ts';
import { AlertDelivery } from '../../../src/daemon/alerts/alert-delivery.ts';
import type { AlertSink } from '../../../src/daemon/alerts/alert-notice.ts';
import { ProfileFolder } from '../../../src/daemon/profile-folder.ts';
import type { Alert, HealthReason } from '../../../src/monitor/index.ts';
import {
  AlertManager,
  defaultAlertRules,
  HistoryFile,
  HistoryKeeper,
  MetricsRegistry,
  ProductionMonitor,
} from '../../../src/monitor/index.ts';
import { ManualClock } from '../../client/manual-clock.ts';

/** A token that reads. */
export const READ_TOKEN: string = 'r'.repeat(43);
/** A token that also acts. */
export const CONTROL_TOKEN: string = 'c'.repeat(43);

/** What the interface is asked about in a test, and what it was told to do. */
export interface AdminRig {
  readonly sources: AdminSources;
  readonly tokens: TokenTable;
  readonly clock: Clock & { advance(byMs: number): void };
  readonly checks: HealthReason[];
  readonly done: string[];
  readonly setReady: (isReady: boolean) => void;
}

/** Sources of a process that is well; its only peer is `qf1known`. */
export function adminRig(t: TestContext): AdminRig {
  const [registry, clock, checks, done] = [
    new MetricsRegistry(),
    new ManualClock(),
    [] as HealthReason[],
    [] as string[],
  ];
  const never = { degraded: 1e9, unhealthy: 1e9, critical: 1e9 };
  const limits = { processorRatio: never, eventLoopDelayMs: never, heapRatio: never, descriptorRatio: never };
  const monitor = new ProductionMonitor({
    registry,
    clock,
    logger: silentLogger,
    version: '1.2.3',
    limits,
    checks: () => checks,
  });
  const file = HistoryFile.open(':memory:');
  const history = new HistoryKeeper({ registry, file, clock, logger: silentLogger });
  const profileFolder = mkdtempSync(join(tmpdir(), 'qforge-rig-'));
  const manager = {
    startProfiling: () => Promise.resolve(void done.push('profiling')),
    stopProfiling: () => Promise.resolve('{"nodes":[]}'),
    takeHeapSnapshot: () => Promise.resolve('{"strings":[]}'),
  } as unknown as PerformanceManager;
  const sink: AlertSink = { name: 'log', send: ({ kind }) => Promise.resolve(void done.push(`told ${kind}`)) };
  const parts = { file, clock, logger: silentLogger, metrics: registry };
  const delivery = new AlertDelivery({ ...parts, sinks: [sink], device: 'qf1self' });
  const feed = new EventFeed();
  const tell = (alert: Alert): void => feed.publish({ type: 'alert', data: alert });
  const alerts = new AlertManager({ ...parts, rules: defaultAlertRules, history, tell });
  t.after(() => {
    rmSync(profileFolder, { recursive: true, force: true });
    monitor[Symbol.dispose]();
    alerts[Symbol.dispose]();
    history[Symbol.dispose]();
    file[Symbol.dispose]();
  });
  history.keep();
  let isReady = true;
  const sources: AdminSources = {
    monitor,
    registry,
    history,
    alerts,
    delivery,
    feed,
    client: {
      channels: () => [],
      pools: () => ({ tiers: {} }),
      links: () => [],
      tunnels: () => ({ forwards: [], rules: [], refusals: [] }),
      performance: () => ({ findings: ['all is well'] }),
      setMode: (mode) => done.push(`mode ${mode}`),
      profiles: new ProfileFolder(profileFolder, manager, clock),
    },
    isReady: () => isReady,
    status: () => ({ peerId: 'qf1self' }),
    peers: () => [],
    closeChannel: (peerId) => {
      done.push(`close ${peerId}`);
      return Promise.resolve(peerId === 'qf1known');
    },
    stop: () => done.push('stop'),
  };
  const tokens = new TokenTable([
    { token: READ_TOKEN, scope: 'read' },
    { token: CONTROL_TOKEN, scope: 'control' },
  ]);
  return { sources, tokens, clock, checks, done, setReady: (value) => (isReady = value) };
}

/** A rig behind the interface itself, asked as a program on this machine asks. */
export function askedRig(t: TestContext): {
  readonly rig: AdminRig;
  readonly get: (path: string) => Promise<Response>;
  readonly act: (method: string, path: string, body?: unknown) => Promise<Response>;
} {
  const rig = adminRig(t);
  const guard = new OriginGuard(['localhost:7780']);
  const app = adminApp({ routes: adminRoutes(rig.sources), tokens: rig.tokens, guard, clock: rig.clock });
  const ask = async (method: string, path: string, token: string, body?: unknown): Promise<Response> => {
    const headers = { host: 'localhost:7780', authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return app.request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };
  return {
    rig,
    get: (path) => ask('GET', path, READ_TOKEN),
    act: (method, path, body) => ask(method, path, CONTROL_TOKEN, body),
  };
}
