import { join } from 'node:path';
import { silentLogger, silentMetrics } from '../../src/base/index.ts';
import {
  approvingPolicy,
  fastTimes,
  foundNetwork,
  initValidator,
  RunningValidator,
  writeNetworkFile,
} from '../../src/validator/index.ts';

/** A network of one, which agrees with itself at once. */
export interface LoneValidator extends AsyncDisposable {
  readonly folder: string;
}

/** Starts a validator of a network of its own in a new folder. */
export async function startLoneValidator(folder: string): Promise<LoneValidator> {
  const card = await initValidator(folder, { name: 'only', address: 'tcp://127.0.0.1:7700', passphrase: undefined });
  await writeNetworkFile(join(folder, 'network.json'), foundNetwork('dashboard test', [card], undefined));
  const running = await RunningValidator.start({
    folder,
    policy: approvingPolicy,
    logger: silentLogger,
    metrics: silentMetrics,
    times: fastTimes,
    listen: 'tcp://127.0.0.1:0',
    onFailure: () => undefined,
  });
  return { folder, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}
