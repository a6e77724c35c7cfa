import { join } from 'node:path';
import type { Logger } from '../../base/index.ts';
import { systemClock } from '../../base/index.ts';
import type { StreamlinedSecureClient } from '../../client/index.ts';
import {
  AdminServer,
  AlertDelivery,
  alertRules,
  alertSinks,
  ClientObservation,
  openHistory,
  otlpExporter,
  type ProcessHealth,
  type TunnelSource,
} from '../../daemon/index.ts';
import { adminTokens } from '../admin-tokens.ts';
import { dashboardFolder, readPackageFacts } from '../package-facts.ts';
import { validatorSource } from '../validator/validator-source.ts';
import type { AdminSettings, RecordSettings } from './up-settings.ts';

/** A client whose metrics go to a registry. */
export interface ObservedClient {
  readonly client: StreamlinedSecureClient;
  readonly registry: ReturnType<typeof ClientObservation.newRegistry>;
  readonly logger: Logger;
  /** Learns where spans go, once that is known. */
  readonly tracer?: ReturnType<typeof ClientObservation.newTracer> | undefined;
  /** More than the client's own status. */
  readonly status?: () => unknown;
  /** The tunnels that it serves. */
  readonly tunnels?: TunnelSource;
}

/** The admin interface of a running client, and what it shows. */
export class Administration implements AsyncDisposable {
  readonly server: AdminServer;
  readonly #monitor: ClientObservation['monitor'];
  readonly #opened: AsyncDisposableStack;

  private constructor(server: AdminServer, monitor: ClientObservation['monitor'], opened: AsyncDisposableStack) {
    this.server = server;
    this.#monitor = monitor;
    this.#opened = opened;
  }

  /** Observes a client. Throws what its server, its token files and the secrets of its webhooks throw. */
  static async start(
    { client, registry, logger, tracer, status, tunnels }: ObservedClient,
    settings: AdminSettings,
    { auditFolder, validatorFolder }: RecordSettings,
  ): Promise<Administration> {
    const { tokenFolder, historyPath, alerts = {}, otlp, ...place } = settings;
    const clock = systemClock;
    const tokens = await adminTokens(tokenFolder);
    const sinks = await alertSinks(alerts, logger, clock);
    await using opened = new AsyncDisposableStack();
    const history = opened.use(openHistory(historyPath, logger));
    const device = client.peerId;
    const delivery = opened.use(new AlertDelivery({ sinks, device, file: history, clock, logger, metrics: registry }));
    const version = readPackageFacts().version;
    const parts = { registry, clock, logger, version, device };
    const spans = otlp === undefined ? undefined : opened.use(await otlpExporter(otlp, parts));
    tracer?.sendTo(spans);
    const options = {
      ...(status === undefined ? {} : { status }),
      tunnels,
      clock,
      logger,
      history,
      profileFolder: join(tokenFolder, 'profiles'),
      rules: alertRules(alerts),
      delivery,
      version,
      spans,
      auditFolder,
      validator: validatorFolder === undefined ? undefined : validatorSource(validatorFolder),
      stop: () => process.kill(process.pid, 'SIGTERM'),
    };
    const { sources, monitor } = opened.use(new ClientObservation(client, registry, options));
    const server = opened.use(await AdminServer.start(sources, { ...place, tokens, pageFolder: dashboardFolder() }));
    return new Administration(server, monitor, opened.move());
  }

  /** What the monitor finds ill now. */
  ills(): ProcessHealth['checks'] {
    return this.#monitor.getSystemHealth().reasons;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}
