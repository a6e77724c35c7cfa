import { defined, silentLogger, silentMetrics } from '../src/base/index.ts';
import { approvingPolicy, askValidator, fastTimes, RunningValidator } from '../src/validator/index.ts';
import type { Role } from './roles.ts';

const LONG_MS = 60_000;

/** A validator of a folder, as a process: disk, channels, control socket. */
export function validatorRole(): Role {
  let folder = '';
  let validator: RunningValidator | undefined;
  return {
    start: async (argument) => {
      folder = argument as string;
      validator = await RunningValidator.start({
        folder,
        policy: approvingPolicy,
        logger: silentLogger,
        metrics: silentMetrics,
        times: fastTimes,
        onFailure: () => process.exit(1),
      });
      return null;
    },
    /** How many others it can reach, once it may vote. */
    peers: () => {
      const { isVoting, connected } = defined(validator, 'a validator').status();
      return isVoting ? connected.length : 0;
    },
    /** Milliseconds from a proposal to its approval, as its operator sees it. */
    decide: async (title) => {
      const start = performance.now();
      const request = { method: 'propose', content: '', heights: 1000, waitMs: LONG_MS } as const;
      const { outcome } = (await askValidator(folder, { ...request, title: title as string })) as { outcome: string };
      if (outcome !== 'approved') throw new RangeError(`it was ${outcome}`);
      return performance.now() - start;
    },
    /** Processor time so far, in milliseconds. */
    processorMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  };
}
