import { silentMetrics } from '../../base/index.ts';
import {
  approvingPolicy,
  fastTimes,
  manualPolicy,
  programPolicy,
  RunningValidator,
  readVerificationRules,
  rulesPolicy,
  type VotePolicy,
} from '../../validator/index.ts';
import { Interruption } from '../interruption.ts';
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
  const { passphraseFile, listen, fast } = flags;
  await using validator = await RunningValidator.start({
    folder,
    policy: await policyOf(flags),
    logger: warningLogger,
    metrics: silentMetrics,
    ...(passphraseFile === undefined ? {} : { passphrase: () => passphraseOf(passphraseFile, folder) }),
    ...(listen === undefined ? {} : { listen }),
    ...(fast === true ? { times: fastTimes } : {}),
    onFailure: failure.reject,
  });
  const { network, client } = validator;
  const addresses = client.listenAddresses;
  if (flags.json === true)
    printJson({ network: network.genesis.name, chain: network.genesis.chainId, listen: addresses });
  else printLines([`validator of ${network.genesis.name}, listening on ${addresses.join(', ')}`]);
  await Promise.race([interruption.wait(), failure.promise]);
}

async function policyOf({ approve, check, verify }: RunFlags): Promise<VotePolicy> {
  if (approve === true) return approvingPolicy;
  if (verify !== undefined) return rulesPolicy(await readVerificationRules(verify));
  return check === undefined ? manualPolicy : programPolicy(check, []);
}
