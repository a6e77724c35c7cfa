import { createHash, randomBytes } from 'node:crypto';
import { SecretBytes } from '../../src/base/index.ts';
import {
  type CryptoBackend,
  type DhPrivateKey,
  type DhPublicKey,
  type KemPrivateKey,
  type KemPublicKey,
  nativeBackend,
} from '../../src/crypto/index.ts';

const digest = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

function dhPublicKey(bytes: Uint8Array): DhPublicKey {
  return { algorithm: 'X25519', bytes };
}

function dhPrivateKey(secret: Uint8Array): DhPrivateKey {
  const own = secret.map((byte) => byte ^ 0x55);
  return {
    algorithm: 'X25519',
    publicKey: dhPublicKey(own),
    diffieHellman: (peer) => {
      const pair = [Buffer.from(own), Buffer.from(peer.bytes)].sort((a, b) => Buffer.compare(a, b));
      return SecretBytes.take(digest(...pair));
    },
    exportPrivateBytes: () => SecretBytes.copyOf(secret),
  };
}

function kemPublicKey(bytes: Uint8Array): KemPublicKey {
  return {
    algorithm: 'ML-KEM-768',
    bytes,
    encapsulate: () => {
      const ciphertext = Buffer.alloc(1088, randomBytes(32));
      return { ciphertext, sharedSecret: SecretBytes.take(digest(bytes, ciphertext)) };
    },
  };
}

function kemPrivateKey(): KemPrivateKey {
  const publicKey = kemPublicKey(Buffer.alloc(1184, randomBytes(32)));
  return {
    algorithm: 'ML-KEM-768',
    publicKey,
    decapsulate: (ciphertext) => SecretBytes.take(digest(publicKey.bytes, ciphertext)),
    exportSeed: () => SecretBytes.take(randomBytes(64)),
    wipe: () => undefined,
  };
}

/**
 * The native backend with key exchanges that are correct, quick and worthless: everybody can compute their secrets. For tests of
 * thousands of rekeys.
 */
export const toyBackend: CryptoBackend = {
  name: 'native',
  random: nativeBackend.random,
  signature: (name) => nativeBackend.signature(name),
  aead: (name) => nativeBackend.aead(name),
  hash: (name) => nativeBackend.hash(name),
  equalSecrets: (a, b) => nativeBackend.equalSecrets(a, b),
  diffieHellman: (name) => ({
    ...nativeBackend.diffieHellman(name),
    name,
    keyBytes: 32,
    generate: () => dhPrivateKey(randomBytes(32)),
    importPublicKey: (unverified) => dhPublicKey(new Uint8Array(unverified)),
  }),
  kem: (name) => ({
    ...nativeBackend.kem(name),
    name,
    publicKeyBytes: 1184,
    ciphertextBytes: 1088,
    generate: kemPrivateKey,
    importPublicKey: (unverified) => kemPublicKey(new Uint8Array(unverified)),
  }),
};
