import { equalPublicBytes, utf8 } from '../base/index.ts';
import {
  type MlDsaKnownAnswer,
  mlDsa44KnownAnswer,
  mlDsa65KnownAnswer,
  mlDsa87KnownAnswer,
} from './ml-dsa-known-answers.ts';
import { fromBase64, fromHex, isHex, type SelfTest, withFlippedBit } from './self-test-check.ts';
import type { SignatureName, SignatureScheme, SigningKey, SlhDsaName } from './signature.ts';
import { slhDsaKnownKeys } from './slh-dsa-known-answers.ts';

interface EdDsaKnownAnswer {
  readonly secret: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}

const MESSAGE = utf8('Hello world');

/** Signing as published, and verifying. */
function edDsaTest(name: SignatureName, answer: EdDsaKnownAnswer): SelfTest {
  return {
    primitive: name,
    passes: (backend) => {
      const scheme = backend.signature(name);
      const key = scheme.fromSecret(fromHex(answer.secret));
      const message = fromHex(answer.message);
      return (
        isHex(key.publicKey.bytes, answer.publicKey) &&
        isHex(key.sign(message), answer.signature) &&
        tellsSignatures(scheme, key, message, fromHex(answer.signature))
      );
    },
  };
}

/** Making the published key, verifying the published signature, and a fresh one. */
function mlDsaTest(name: SignatureName, answer: MlDsaKnownAnswer): SelfTest {
  return {
    primitive: name,
    passes: (backend) => {
      const scheme = backend.signature(name);
      const key = scheme.fromSecret(fromBase64(answer.seed));
      const digest = backend.hash('SHA-256').digest(key.publicKey.bytes);
      return (
        equalPublicBytes(digest, fromBase64(answer.publicKeyDigest)) &&
        tellsSignatures(scheme, key, MESSAGE, fromBase64(answer.signature)) &&
        tellsSignatures(scheme, key, MESSAGE, key.sign(MESSAGE))
      );
    },
  };
}

/**
 * Signing with a published key, and verifying against its public half: whoever verifies computes the root of all trees, which must be the
 * published one.
 */
function slhDsaTest(name: SlhDsaName, key: string): SelfTest {
  return {
    primitive: name,
    passes: (backend) => {
      const scheme = backend.signature(name);
      const privateBytes = fromBase64(key);
      const signer = scheme.fromSecret(privateBytes);
      const published = privateBytes.subarray(privateBytes.length - scheme.publicKeyBytes);
      const signature = signer.sign(MESSAGE);
      const verifier = scheme.importPublicKey(published);
      return (
        verifier.verify(MESSAGE, signature) &&
        !verifier.verify(MESSAGE, withFlippedBit(signature, signature.length - 1))
      );
    },
  };
}

/** Whether what it signs verifies, and nothing else. */
function agreementTest(name: SignatureName): SelfTest {
  return {
    primitive: name,
    passes: (backend) => {
      const scheme = backend.signature(name);
      const key = scheme.generate();
      return tellsSignatures(scheme, key, MESSAGE, key.sign(MESSAGE));
    },
  };
}

/** Whether the signature verifies, and doesn't with a bit changed at either end, nor over another message. */
function tellsSignatures(
  scheme: SignatureScheme,
  key: SigningKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const publicKey = scheme.importPublicKey(key.publicKey.bytes);
  return (
    publicKey.verify(message, signature) &&
    !publicKey.verify(message, withFlippedBit(signature, 0)) &&
    !publicKey.verify(message, withFlippedBit(signature, signature.length - 1)) &&
    !publicKey.verify(withFlippedBit(message), signature)
  );
}

/** Signatures: EdDSA after RFC 8032 §7.1 and §7.4, ML-DSA after published answers, composites against themselves. */
export const signatureSelfTests: readonly SelfTest[] = [
  edDsaTest('Ed25519', {
    secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  }),
  edDsaTest('Ed448', {
    secret:
      'c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda' +
      '2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e',
    publicKey:
      '43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c67' +
      '98c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480',
    message: '03',
    signature:
      '26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd008' +
      '7810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779' +
      '805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7' +
      'e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00',
  }),
  mlDsaTest('ML-DSA-44', mlDsa44KnownAnswer),
  mlDsaTest('ML-DSA-65', mlDsa65KnownAnswer),
  mlDsaTest('ML-DSA-87', mlDsa87KnownAnswer),
  agreementTest('MLDSA65-Ed25519-SHA512'),
  agreementTest('MLDSA87-Ed448-SHAKE256'),
];

/** The hash-based signatures of FIPS 205, whose small forms take seconds to sign. */
export const slowSelfTests: readonly SelfTest[] = (Object.keys(slhDsaKnownKeys) as SlhDsaName[]).map((name) =>
  slhDsaTest(name, slhDsaKnownKeys[name]),
);
