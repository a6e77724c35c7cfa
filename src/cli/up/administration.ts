import { join } from 'node:path';
import { systemClock } from '../../base/index.ts';
import { AdminServer, ClientObservation, openHistory, TokenTable, tokenOfFile } from '../../daemon/index.ts';
import { dashboardFolder, readPackageFacts } from '../package-facts.ts';
import type { RunningClient } from '../running-client.ts';
import { warningLogger } from '../warning-logger.ts';
import type { AdminSettings } from './up-settings.ts';

/** The admin interface of a running client, and what it shows. */
export class Administration implements AsyncDisposable {
  readonly server: AdminServer;
  readonly #observation: ClientObservation;
  readonly #history: Disposable;

  private constructor(server: AdminServer, observation: ClientObservation, history: Disposable) {
    this.server = server;
    this.#observation = observation;
    this.#history = history;
  }

  /** Observes a client whose metrics go to `registry`. Throws what its server and its token files throw. */
  static async start(
    running: RunningClient,
    registry: ReturnType<typeof ClientObservation.newRegistry>,
    settings: AdminSettings,
  ): Promise<Administration> {
    const { tokenFolder, historyPath, ...place } = settings;
    const tokens = await tokensOf(tokenFolder);
    const history = openHistory(historyPath, warningLogger);
    const observation = new ClientObservation(running.client, registry, {
      clock: systemClock,
      logger: warningLogger,
      history,
      version: readPackageFacts().version,
      stop: () => process.kill(process.pid, 'SIGTERM'),
    });
    const server = await AdminServer.start(observation.sources, { ...place, tokens, pageFolder: dashboardFolder() });
    return new Administration(server, observation, history);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.#observation[Symbol.dispose]();
    this.#history[Symbol.dispose]();
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
