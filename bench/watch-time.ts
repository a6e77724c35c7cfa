import { StreamlinedSecureClient } from '../src/client/index.ts';
import { nativeBackend } from '../src/crypto/index.ts';
import { generateIdentity } from '../src/handshake/index.ts';
import { processorMs } from './processor-time.ts';
import { watchClient, watchRegistry } from './watched-client.ts';

/** What watching takes of the processors. */
export interface WatchTime {
  /** Of one look at all metrics, which comes every second, in milliseconds. */
  readonly lookMs: number;
  /** Of one moment of the history with all alert rules, which comes every ten seconds, in milliseconds. */
  readonly momentMs: number;
}

/** Looks so many times at an idle client that is watched. */
export async function timeWatch(looks: number): Promise<WatchTime> {
  const registry = watchRegistry();
  const identity = generateIdentity(nativeBackend, 'high', Date.now());
  const client = await StreamlinedSecureClient.create({ identity, metrics: registry });
  using observation = watchClient(client, registry);
  const { monitor, history } = observation.sources;
  const timed = (work: () => unknown): number => {
    for (let warm = 0; warm < looks / 10; warm += 1) work();
    const started = processorMs();
    for (let look = 0; look < looks; look += 1) work();
    return (processorMs() - started) / looks;
  };
  const times = { lookMs: timed(() => monitor.update()), momentMs: timed(() => history.keep()) };
  await client.shutdown();
  return times;
}
