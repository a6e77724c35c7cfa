import type { RandomSource } from '../../../src/base/index.ts';
import { type CryptoBackend, type DiffieHellman, type Kem, kernelBackend } from '../../../src/crypto/index.ts';
import { knownAnswerBackend } from '../../../src/crypto/known-answer.ts';

/** A new array of `bytes` bytes from the coins. */
export function drawn(coins: RandomSource, bytes: number): Uint8Array {
  const target = new Uint8Array(bytes);
  return coins.fill(target);
}

function nativeDiffieHellman(dh: DiffieHellman, coins: RandomSource): DiffieHellman {
  return {
    name: dh.name,
    keyBytes: dh.keyBytes,
    generate: () => dh.fromPrivateBytes(drawn(coins, dh.keyBytes)),
    fromPrivateBytes: (bytes) => dh.fromPrivateBytes(bytes),
    importPublicKey: (unverified) => dh.importPublicKey(unverified),
  };
}

function nativeKem(kem: Kem, encapsulating: Kem, coins: RandomSource): Kem {
  return {
    name: kem.name,
    publicKeyBytes: kem.publicKeyBytes,
    seedBytes: kem.seedBytes,
    ciphertextBytes: kem.ciphertextBytes,
    sharedSecretBytes: kem.sharedSecretBytes,
    generate: () => kem.fromSeed(drawn(coins, kem.seedBytes)),
    fromSeed: (seed) => kem.fromSeed(seed),
    lastingFromSeed: (seed) => kem.lastingFromSeed(seed),
    importPublicKey: (unverified) => encapsulating.importPublicKey(unverified),
  };
}

/**
 * The native backend with chosen coins. OpenSSL takes no coins for encapsulation, so that alone is portable; keys,
 * agreements, decapsulations, AEADs and hashes are native, with kernels.
 */
function nativeBackendWithCoins(coins: RandomSource): CryptoBackend {
  const portable = knownAnswerBackend(coins);
  return {
    name: 'native',
    random: coins,
    kem: (name) => nativeKem(kernelBackend.kem(name), portable.kem(name), coins),
    diffieHellman: (name) => nativeDiffieHellman(kernelBackend.diffieHellman(name), coins),
    signature: (name) => kernelBackend.signature(name),
    aead: (name) => kernelBackend.aead(name),
    hash: (name) => kernelBackend.hash(name),
    equalSecrets: (a, b) => kernelBackend.equalSecrets(a, b),
  };
}

/** Both backends with chosen coins, each with coins of its own from `coins`. */
export function coinedBackends(coins: () => RandomSource): readonly CryptoBackend[] {
  return [nativeBackendWithCoins(coins()), knownAnswerBackend(coins())];
}
