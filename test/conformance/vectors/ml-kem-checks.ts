import type { ErrorCode } from '../../../src/base/index.ts';
import { type KemName } from '../../../src/crypto/index.ts';
import { checkMlKemExpandedKey, mlKemDecapsulate } from '../../../src/crypto/known-answer.ts';
import { portableBackend } from '../../../src/crypto/portable-backend.ts';
import { onBothBackends, PORTABLE_ONLY } from './backends.ts';
import { expectBytes, expectRefusal, expectSame } from './expectations.ts';
import { withCoins } from './known-coins.ts';
import type { RunnerName } from './vector-format.ts';

/** The parameter sets of FIPS 203. */
export type MlKemName = KemName & `ML-KEM-${string}`;

/** The names of the parameter sets. */
export const mlKemNames: readonly MlKemName[] = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'];

/** Lengths in bytes of a parameter set. */
export function mlKemLengths(name: MlKemName): { publicKey: number; ciphertext: number; seed: number } {
  const kem = portableBackend.kem(name);
  return { publicKey: kem.publicKeyBytes, ciphertext: kem.ciphertextBytes, seed: kem.seedBytes };
}

/** Both backends make this encapsulation key of the seed. */
export function checkSeed(name: MlKemName, seed: Uint8Array, encapsulationKey: Uint8Array): readonly RunnerName[] {
  return onBothBackends((backend) => {
    const { publicKey } = backend.kem(name).fromSeed(seed);
    expectBytes(publicKey.bytes, encapsulationKey, `encapsulation key (${backend.name})`);
  });
}

/** Both backends find this secret behind the ciphertext. */
export function checkDecapsulation(
  name: MlKemName,
  seed: Uint8Array,
  ciphertext: Uint8Array,
  secret: Uint8Array,
): readonly RunnerName[] {
  return onBothBackends((backend) => {
    using found = backend.kem(name).fromSeed(seed).decapsulate(ciphertext);
    expectBytes(found.expose(), secret, `shared secret (${backend.name})`);
  });
}

/** Length in bytes of an expanded decapsulation key: secret vector, encapsulation key, hash, z (FIPS 203 §6.1). */
export function expandedKeyBytes(name: MlKemName): number {
  return 2 * mlKemLengths(name).publicKey + 32;
}

/** The encapsulation key inside an expanded decapsulation key. */
export function embeddedKey(name: MlKemName, expandedKey: Uint8Array): Uint8Array {
  const { publicKey } = mlKemLengths(name);
  return expandedKey.subarray(publicKey - 32, 2 * publicKey - 32);
}

/** An expanded decapsulation key is taken, or refused for the right reason. */
export function checkExpandedKey(
  name: MlKemName,
  unverified: Uint8Array,
  expectedValid: boolean,
): readonly RunnerName[] {
  const rightLength = unverified.length === expandedKeyBytes(name);
  const code: ErrorCode = rightLength ? 'CRYPTO_KEY_INVALID' : 'CRYPTO_LENGTH_INVALID';
  if (expectedValid) checkMlKemExpandedKey(name, unverified);
  else expectRefusal(() => checkMlKemExpandedKey(name, unverified), [code], 'decapsulation key');
  return PORTABLE_ONLY;
}

/** The portable backend finds this secret behind the ciphertext, from an expanded key. */
export function checkExpandedDecapsulation(
  name: MlKemName,
  expandedKey: Uint8Array,
  ciphertext: Uint8Array,
  secret: Uint8Array,
): readonly RunnerName[] {
  using found = mlKemDecapsulate(name, expandedKey, ciphertext);
  expectBytes(found.expose(), secret, 'shared secret');
  return PORTABLE_ONLY;
}

/** The portable backend makes this ciphertext and secret of the coins; both backends take the key. */
export function checkEncapsulation(
  name: MlKemName,
  encapsulationKey: Uint8Array,
  coins: Uint8Array,
  expected: { readonly ciphertext: Uint8Array; readonly secret: Uint8Array },
): readonly RunnerName[] {
  const made = withCoins(coins, (backend) => backend.kem(name).importPublicKey(encapsulationKey).encapsulate());
  expectBytes(made.ciphertext, expected.ciphertext, 'ciphertext');
  expectBytes(made.sharedSecret.expose(), expected.secret, 'shared secret');
  return checkEncapsulationKey(name, encapsulationKey, true);
}

/** Both backends take the encapsulation key, or refuse it for the right reason. */
export function checkEncapsulationKey(
  name: MlKemName,
  unverified: Uint8Array,
  expectedValid: boolean,
): readonly RunnerName[] {
  const rightLength = unverified.length === mlKemLengths(name).publicKey;
  const code: ErrorCode = rightLength ? 'CRYPTO_KEY_INVALID' : 'CRYPTO_LENGTH_INVALID';
  return onBothBackends((backend) => {
    const kem = backend.kem(name);
    if (expectedValid) expectBytes(kem.importPublicKey(unverified).bytes, unverified, `key taken (${backend.name})`);
    else expectRefusal(() => kem.importPublicKey(unverified), [code], `encapsulation key (${backend.name})`);
  });
}

/** An encapsulation by each backend to `encapsulationKey` is opened by the expanded key. */
export function checkFreshEncapsulation(
  name: MlKemName,
  encapsulationKey: Uint8Array,
  expandedKey: Uint8Array,
): readonly RunnerName[] {
  return onBothBackends((backend) => {
    const { ciphertext, sharedSecret } = backend.kem(name).importPublicKey(encapsulationKey).encapsulate();
    using found = mlKemDecapsulate(name, expandedKey, ciphertext);
    expectSame(backend.equalSecrets(found.expose(), sharedSecret.expose()), true, `round trip (${backend.name})`);
  });
}
