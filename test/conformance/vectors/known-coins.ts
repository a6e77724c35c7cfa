import type { CryptoBackend } from '../../../src/crypto/index.ts';
import { fixedCoins, knownAnswerBackend } from '../../../src/crypto/known-answer.ts';
import { Mismatch } from './expectations.ts';

/** What `use` makes of the portable backend when all its randomness is `coins`, which must be used up. */
export function withCoins<T>(coins: Uint8Array, use: (backend: CryptoBackend) => T): T {
  const source = fixedCoins(coins);
  const result = use(knownAnswerBackend(source));
  if (source.remaining !== 0) throw new Mismatch(`${source.remaining} bytes of the coins were not asked for`);
  return result;
}
