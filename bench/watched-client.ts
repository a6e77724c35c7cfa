import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '../src/base/index.ts';
import type { StreamlinedSecureClient } from '../src/client/index.ts';
import { AlertDelivery, alertRules, ClientObservation, openHistory } from '../src/daemon/index.ts';

/** A registry for a client that will be watched. */
export function watchRegistry(): ReturnType<typeof ClientObservation.newRegistry> {
  return ClientObservation.newRegistry();
}

/** Watches a client as `qforge up` does, with a history on the disk and the default alerts, until the process ends. */
export function watchClient(
  client: StreamlinedSecureClient,
  registry: ReturnType<typeof ClientObservation.newRegistry>,
): ClientObservation {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-bench-watch-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [clock, logger] = [systemClock, silentLogger];
  const file = openHistory(join(folder, 'history.sqlite'), logger);
  const delivery = new AlertDelivery({ sinks: [], device: client.peerId, file, clock, logger, metrics: registry });
  return new ClientObservation(client, registry, {
    clock,
    logger,
    version: 'bench',
    stop: () => undefined,
    history: file,
    profileFolder: join(folder, 'profiles'),
    rules: alertRules(),
    delivery,
  });
}
