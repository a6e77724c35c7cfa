import { equalPublicBytes } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';
import type { DhName } from './diffie-hellman.ts';
import type { Kem, KemName, KemPrivateKey } from './kem.ts';
import {
  type MlKemKnownAnswer,
  mlKem512KnownAnswer,
  mlKem768KnownAnswer,
  mlKem1024KnownAnswer,
} from './ml-kem-known-answers.ts';
import { failsWith, fromBase64, fromHex, isHex, type SelfTest, withFlippedBit } from './self-test-check.ts';

interface DhKnownAnswer {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly peer: string;
  readonly sharedSecret: string;
}

/** Agreeing as published, and refusing the point of order four. */
function dhTest(name: DhName, answer: DhKnownAnswer): SelfTest {
  return {
    primitive: name,
    passes: (backend) => {
      const dh = backend.diffieHellman(name);
      const key = dh.fromPrivateBytes(fromHex(answer.privateKey));
      using secret = key.diffieHellman(dh.importPublicKey(fromHex(answer.peer)));
      return (
        isHex(key.publicKey.bytes, answer.publicKey) &&
        isHex(secret.expose(), answer.sharedSecret) &&
        failsWith('CRYPTO_KEY_INVALID', () => key.diffieHellman(dh.importPublicKey(new Uint8Array(dh.keyBytes))))
      );
    },
  };
}

/** Making the published key, decapsulating as published, rejecting implicitly, and agreeing on a fresh secret. */
function mlKemTest(name: KemName, answer: MlKemKnownAnswer): SelfTest {
  return {
    primitive: name,
    passes: (backend) => {
      const kem = backend.kem(name);
      const key = kem.fromSeed(fromBase64(answer.seed));
      const ciphertext = fromBase64(answer.ciphertext);
      const digest = backend.hash('SHA-256').digest(key.publicKey.bytes);
      return (
        equalPublicBytes(digest, fromBase64(answer.publicKeyDigest)) &&
        yieldsSecret(backend, key, ciphertext, fromBase64(answer.sharedSecret)) &&
        !yieldsSecret(backend, key, withFlippedBit(ciphertext), fromBase64(answer.sharedSecret)) &&
        agrees(backend, kem, key)
      );
    },
  };
}

/** Two sides come to the same secret, and a changed ciphertext leads to another. */
function agreementTest(name: KemName): SelfTest {
  return {
    primitive: name,
    passes: (backend) => agrees(backend, backend.kem(name), backend.kem(name).generate()),
  };
}

function agrees(backend: CryptoBackend, kem: Kem, key: KemPrivateKey): boolean {
  const { ciphertext, sharedSecret } = kem.importPublicKey(key.publicKey.bytes).encapsulate();
  using secret = sharedSecret;
  return (
    yieldsSecret(backend, key, ciphertext, secret.expose()) &&
    !yieldsSecret(backend, key, withFlippedBit(ciphertext), secret.expose())
  );
}

function yieldsSecret(backend: CryptoBackend, key: KemPrivateKey, ciphertext: Uint8Array, secret: Uint8Array): boolean {
  using found = key.decapsulate(ciphertext);
  return backend.equalSecrets(found.expose(), secret);
}

/** Key agreement: the curves after RFC 7748 §6, ML-KEM after NIST's answers, the combinations against themselves. */
export const kemSelfTests: readonly SelfTest[] = [
  dhTest('X25519', {
    privateKey: '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
    publicKey: 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    peer: '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    sharedSecret: '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  }),
  dhTest('X448', {
    privateKey:
      '1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d' +
      '6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d',
    publicKey:
      '3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430' +
      '27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609',
    peer:
      '9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c' +
      '22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0',
    sharedSecret:
      '07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b' +
      'b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d',
  }),
  mlKemTest('ML-KEM-512', mlKem512KnownAnswer),
  mlKemTest('ML-KEM-768', mlKem768KnownAnswer),
  mlKemTest('ML-KEM-1024', mlKem1024KnownAnswer),
  agreementTest('X-Wing'),
  agreementTest('X25519+ML-KEM-512'),
  agreementTest('X448+ML-KEM-1024'),
];
