import { dirname, join } from 'node:path';
import { type Logger, systemClock } from '../../base/index.ts';
import {
  AdminServer,
  AlertDelivery,
  alertRules,
  alertSinks,
  openHistory,
  ProcessObservation,
} from '../../daemon/index.ts';
import { adminPlace } from '../admin-place.ts';
import { adminTokens } from '../admin-tokens.ts';
import { readPackageFacts } from '../package-facts.ts';

/** What a key manager's admin interface is made with. */
export interface KmeAdministrationParts {
  readonly id: string;
  /** The configuration: tokens and history are beside it. */
  readonly configPath: string;
  readonly registry: ReturnType<typeof ProcessObservation.newRegistry>;
  readonly logger: Logger;
  readonly status: () => unknown;
}

/** The admin interface of a key manager, with the default alerts. Throws what its server and its token files throw. */
export async function startKmeAdministration(
  place: string,
  { id, configPath, registry, logger, status }: KmeAdministrationParts,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const [clock, folder] = [systemClock, dirname(configPath)];
  const tokens = await adminTokens(folder);
  await using opened = new AsyncDisposableStack();
  const history = opened.use(openHistory(join(folder, `${id}.history.sqlite`), logger));
  const sinks = await alertSinks({}, logger, clock);
  const shared = { clock, logger };
  const delivery = opened.use(new AlertDelivery({ ...shared, sinks, device: id, file: history, metrics: registry }));
  const observation = opened.use(
    new ProcessObservation({
      ...shared,
      registry,
      version: readPackageFacts().version,
      status,
      stop: () => process.kill(process.pid, 'SIGTERM'),
      history,
      rules: alertRules(),
      delivery,
    }),
  );
  const server = opened.use(await AdminServer.start(observation.sources, { ...adminPlace(place), tokens }));
  const kept = opened.move();
  return { url: server.url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
