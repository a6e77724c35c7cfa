import type { SignatureName } from '../../../src/crypto/index.ts';
import { mlDsaVerify, type SignatureInput } from '../../../src/crypto/known-answer.ts';
import { onBothBackends, PORTABLE_ONLY } from './backends.ts';
import { expectBytes, expectSame } from './expectations.ts';
import { withCoins } from './known-coins.ts';
import { checkVerification } from './signature-checks.ts';
import type { RunnerName } from './vector-format.ts';

/** The parameter sets of FIPS 204. */
export type MlDsaName = SignatureName & `ML-DSA-${string}`;

/** The names of the parameter sets. */
export const mlDsaNames: readonly MlDsaName[] = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'];

/** The hedge of deterministic signatures: FIPS 204 §3.4. */
export const NO_HEDGE: Uint8Array = new Uint8Array(32);

/** Both backends make this public key of the seed. */
export function checkMlDsaSeed(name: MlDsaName, seed: Uint8Array, publicKey: Uint8Array): readonly RunnerName[] {
  return onBothBackends((backend) => {
    const key = backend.signature(name).fromSecret(seed);
    expectBytes(key.publicKey.bytes, publicKey, `public key (${backend.name})`);
  });
}

/** The signature that the product's own signing key makes of the seed and the hedge. */
export function signFromSeed(
  name: MlDsaName,
  seed: Uint8Array,
  input: { message: Uint8Array; context: Uint8Array },
  hedge: Uint8Array,
): Uint8Array {
  return withCoins(hedge, (backend) => backend.signature(name).fromSecret(seed).sign(input.message, input.context));
}

/** A signature over a message under a context is for both backends to verify; the rest only for the portable one. */
export function checkMlDsaSignature(
  name: MlDsaName,
  publicKey: Uint8Array,
  input: SignatureInput,
  signature: Uint8Array,
  expected = true,
): readonly RunnerName[] {
  if (input.kind === 'pure') return checkVerification(name, { publicKey, signature, ...input }, expected);
  expectSame(mlDsaVerify(name, publicKey, input, signature), expected, 'verification');
  return PORTABLE_ONLY;
}
