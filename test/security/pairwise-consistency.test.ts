import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { checkDhPair, checkKemPair, checkSigningPair } from '../../src/security/pairwise-consistency.ts';
import { withMembers } from './faulty-backend.ts';

const refused = (algorithm: string) => (error: unknown) =>
  isQForgeError(error, 'KEY_PAIR_INCONSISTENT') && error.details.algorithm === algorithm;

describe('pairwise consistency', () => {
  test('is found in every pair that fits together', () => {
    for (const name of ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024', 'X-Wing'] as const)
      checkKemPair(nativeBackend.kem(name).generate(), nativeBackend);
    for (const name of ['Ed25519', 'ML-DSA-65', 'MLDSA65-Ed25519-SHA512', 'MLDSA87-Ed448-SHAKE256'] as const)
      checkSigningPair(nativeBackend.signature(name).generate());
    for (const name of ['X25519', 'X448'] as const) {
      const scheme = nativeBackend.diffieHellman(name);
      checkDhPair(scheme.generate(), scheme, nativeBackend);
    }
  });

  test('is missed in a private key with the public half of another', () => {
    const [kem, otherKem] = [nativeBackend.kem('ML-KEM-768').generate(), nativeBackend.kem('ML-KEM-768').generate()];
    const mixedKem = withMembers(kem, { publicKey: () => otherKem.publicKey });
    assert.throws(() => checkKemPair(mixedKem, nativeBackend), refused('ML-KEM-768'));
    const scheme = nativeBackend.signature('MLDSA65-Ed25519-SHA512');
    const [signer, other] = [scheme.generate(), scheme.generate()];
    const mixedSigner = withMembers(signer, { publicKey: () => other.publicKey });
    assert.throws(() => checkSigningPair(mixedSigner), refused('MLDSA65-Ed25519-SHA512'));
    const curve = nativeBackend.diffieHellman('X25519');
    const [dh, otherDh] = [curve.generate(), curve.generate()];
    const mixedDh = withMembers(dh, { publicKey: () => otherDh.publicKey });
    assert.throws(() => checkDhPair(mixedDh, curve, nativeBackend), refused('X25519'));
  });

  test('is missed where a verifier takes everything, and where a step throws', () => {
    const signer = nativeBackend.signature('Ed25519').generate();
    const credulous = withMembers(signer, { publicKey: () => ({ ...signer.publicKey, verify: () => true }) });
    assert.throws(() => checkSigningPair(credulous), refused('Ed25519'));
    const kem = nativeBackend.kem('ML-KEM-512').generate();
    const throwing = withMembers(kem, {
      decapsulate: () => () => {
        throw new Error('the number 4711');
      },
    });
    assert.throws(
      () => checkKemPair(throwing, nativeBackend),
      (error) => refused('ML-KEM-512')(error) && !JSON.stringify(error).includes('4711'),
    );
    const constant = withMembers(kem, { decapsulate: () => () => SecretBytes.take(new Uint8Array(32)) });
    assert.throws(() => checkKemPair(constant, nativeBackend), refused('ML-KEM-512'));
  });
});
