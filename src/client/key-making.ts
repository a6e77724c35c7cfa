import { type Clock, silentLogger, silentMetrics } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { DEVICE_PATHS, GuardedBackend, SecurityFoundation } from '../security/index.ts';

/**
 * Makes keys that last by `make`: from the tested randomness of the system and of the devices that are there, by primitives that have given
 * their known answers, and each pair tried out.
 *
 * Throws `ENTROPY_UNHEALTHY`, `CRYPTO_SELF_TEST_FAILED`, `KEY_PAIR_INCONSISTENT`.
 */
export async function makingKeys<T>(
  backend: CryptoBackend,
  clock: Clock,
  make: (backend: CryptoBackend) => T,
  devices: readonly string[] = DEVICE_PATHS,
): Promise<T> {
  const sinks = { logger: silentLogger, metrics: silentMetrics };
  const entropy = await SecurityFoundation.open({ backend, clock, ...sinks, devices });
  try {
    return make(new GuardedBackend({ backend, clock, entropy, keys: 'lasting' }));
  } finally {
    entropy.close();
  }
}
