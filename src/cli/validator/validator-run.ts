import { silentMetrics } from '../../base/index.ts';
import {
  approvingPolicy,
  fastTimes,
  manualPolicy,
  programPolicy,
  type Removal,
  RunningValidator,
  readVerificationRules,
  rulesPolicy,
  type VotePolicy,
} from '../../validator/index.ts';
import { Interruption } from '../interruption.ts';
import { openObservation } from '../log-flags.ts';
import { printJson, printLines } from '../standard-output.ts';
import { warningLogger } from '../warning-logger.ts';
import { passphraseOf } from './validator-files.ts';
import type { RunFlags } from './validator-flags.ts';

/** `qforge validator run`: takes part until Ctrl-C, or until it must not vote any more. */
export async function runCommand(folder: string, flags: RunFlags): Promise<void> {
  const interruption = new Interruption('service');
  const failure = Promise.withResolvers<never>();
  // Whoever waits for it comes later.
  failure.promise.catch(() => undefined);
  const removed = Promise.withResolvers<Removal>();
  const { passphraseFile, listen, fast } = flags;
  await using observation = await openObservation(flags, process.env, warningLogger);
  await using validator = await RunningValidator.start({
    folder,
    policy: await policyOf(flags),
    logger: observation.logger,
    metrics: silentMetrics,
    ...(passphraseFile === undefined ? {} : { passphrase: () => passphraseOf(passphraseFile, folder) }),
    ...(listen === undefined ? {} : { listen }),
    ...(fast === true ? { times: fastTimes } : {}),
    onFailure: failure.reject,
    onRemoved: removed.resolve,
  });
  const { network, client } = validator;
  const addresses = client.listenAddresses;
  if (flags.json === true)
    printJson({ network: network.genesis.name, chain: network.genesis.chainId, listen: addresses });
  else printLines([`validator of ${network.genesis.name}, listening on ${addresses.join(', ')}`]);
  const end = await Promise.race([interruption.wait(), failure.promise, removed.promise]);
  if (typeof end === 'object') tellRemoval(end, flags);
}

/** It has stopped as it should: that is no failure. */
function tellRemoval({ epoch, height }: Removal, { json }: RunFlags): void {
  if (json === true) printJson({ stopped: 'removed', epoch, height });
  else printLines([`removed from the network with epoch ${epoch}, from height ${height} on: stopped`]);
}

async function policyOf({ approve, check, verify }: RunFlags): Promise<VotePolicy> {
  if (approve === true) return approvingPolicy;
  if (verify !== undefined) return rulesPolicy(await readVerificationRules(verify));
  return check === undefined ? manualPolicy : programPolicy(check, []);
}
