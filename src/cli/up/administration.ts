import { join } from 'node:path';
import { systemClock } from '../../base/index.ts';
import {
  AdminServer,
  AlertDelivery,
  alertRules,
  alertSinks,
  ClientObservation,
  openHistory,
  otlpExporter,
  TokenTable,
  tokenOfFile,
} from '../../daemon/index.ts';
import { dashboardFolder, readPackageFacts } from '../package-facts.ts';
import type { RunningClient } from '../running-client.ts';
import type { AdminSettings } from './up-settings.ts';

/** The admin interface of a running client, and what it shows. */
export class Administration implements AsyncDisposable {
  readonly server: AdminServer;
  readonly #opened: AsyncDisposableStack;

  private constructor(server: AdminServer, opened: AsyncDisposableStack) {
    this.server = server;
    this.#opened = opened;
  }

  /** Observes a client whose metrics go to `registry`. Throws what its server, its token files and the secrets of its webhooks throw. */
  static async start(
    running: RunningClient,
    registry: ReturnType<typeof ClientObservation.newRegistry>,
    settings: AdminSettings,
  ): Promise<Administration> {
    const { tokenFolder, historyPath, alerts = {}, otlp, ...place } = settings;
    const [clock, { logger }] = [systemClock, running];
    const tokens = await tokensOf(tokenFolder);
    const sinks = await alertSinks(alerts, logger, clock);
    await using opened = new AsyncDisposableStack();
    const history = opened.use(openHistory(historyPath, logger));
    const device = running.client.peerId;
    const delivery = opened.use(new AlertDelivery({ sinks, device, file: history, clock, logger, metrics: registry }));
    const version = readPackageFacts().version;
    const parts = { registry, clock, logger, version, device };
    const spans = otlp === undefined ? undefined : opened.use(await otlpExporter(otlp, parts));
    const options = {
      clock,
      logger,
      history,
      rules: alertRules(alerts),
      delivery,
      version,
      spans,
      stop: () => process.kill(process.pid, 'SIGTERM'),
    };
    const { sources } = opened.use(new ClientObservation(running.client, registry, options));
    const server = opened.use(await AdminServer.start(sources, { ...place, tokens, pageFolder: dashboardFolder() }));
    return new Administration(server, opened.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}

async function tokensOf(folder: string): Promise<TokenTable> {
  const [control, metrics] = await Promise.all([
    tokenOfFile(join(folder, 'admin.token')),
    tokenOfFile(join(folder, 'metrics.token')),
  ]);
  return new TokenTable([
    { token: metrics, scope: 'read' },
    { token: control, scope: 'control' },
  ]);
}
