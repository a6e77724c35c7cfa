import { createHash } from 'node:crypto';
import { type KeySource, SecretBytes, type SharedKey } from '../src/base/index.ts';

const KEY_BYTES = 32;

/**
 * Keys that are ready at both ends without any exchange: each is a hash of its name, so they protect nothing.
 *
 * It stands in for a pool of a simulated quantum link that already holds keys, to measure what using one costs.
 */
export function readyKeySource(endpoint: string): KeySource {
  let count = 0;
  const keyById = (_peer: string, keyId: string): Promise<SharedKey> => {
    const key = createHash('sha256').update(`benchmark key ${keyId}`).digest().subarray(0, KEY_BYTES);
    return Promise.resolve({ keyId, key: SecretBytes.take(key) });
  };
  return {
    name: 'ready-keys',
    simulated: true,
    localEndpoint: endpoint,
    nextKey: (peer) => {
      count += 1;
      const digits = createHash('sha256').update(`${endpoint} ${process.pid} ${count}`).digest('hex');
      const keyId = [
        digits.slice(0, 8),
        digits.slice(8, 12),
        digits.slice(12, 16),
        digits.slice(16, 20),
        digits.slice(20, 32),
      ].join('-');
      return keyById(peer, keyId);
    },
    keyById,
  };
}
