import { join } from 'node:path';
import { systemClock } from '../../base/index.ts';
import { AdminServer, ClientObservation, TokenTable, tokenOfFile } from '../../daemon/index.ts';
import { readPackageFacts } from '../package-facts.ts';
import type { RunningClient } from '../running-client.ts';
import { warningLogger } from '../warning-logger.ts';
import type { AdminSettings } from './up-settings.ts';

/** The admin interface of a running client, and what it shows. */
export class Administration implements AsyncDisposable {
  readonly server: AdminServer;
  readonly #observation: ClientObservation;

  private constructor(server: AdminServer, observation: ClientObservation) {
    this.server = server;
    this.#observation = observation;
  }

  /** Observes a client whose metrics go to `registry`. Throws what its server and its token files throw. */
  static async start(
    running: RunningClient,
    registry: ReturnType<typeof ClientObservation.newRegistry>,
    settings: AdminSettings,
  ): Promise<Administration> {
    const { tokenFolder, ...place } = settings;
    const tokens = await tokensOf(tokenFolder);
    const observation = new ClientObservation(running.client, registry, {
      clock: systemClock,
      logger: warningLogger,
      version: readPackageFacts().version,
      stop: () => process.kill(process.pid, 'SIGTERM'),
    });
    return new Administration(await AdminServer.start(observation.sources, { ...place, tokens }), observation);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.#observation[Symbol.dispose]();
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
