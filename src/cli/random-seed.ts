import { QForgeError } from '../base/index.ts';

const SEED_BITS = 32;

/** The seed of a simulation: the one that was given, or a new one, which is printed so that the run can be repeated. */
export function simulationSeed(given: string | undefined): number {
  if (given === undefined) return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const seed = Number(given);
  if (/^\d+$/u.test(given) && Number.isSafeInteger(seed)) return seed;
  throw new QForgeError('ARGUMENT_INVALID', {
    argument: '--seed',
    reason: `"${given}" is no whole number; seeds that are drawn have ${SEED_BITS} bits`,
  });
}
