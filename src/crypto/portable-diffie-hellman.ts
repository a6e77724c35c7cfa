import { x448 } from '@noble/curves/ed448.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { QForgeError, type RandomSource, SecretBytes } from '../base/index.ts';
import type { DhName, DhPrivateKey, DhPublicKey, DiffieHellman } from './diffie-hellman.ts';
import { requireLength } from './exact-length.ts';
import { randomSecret } from './random-secret.ts';

const curves = { X25519: x25519, X448: x448 } as const;

function requireSameAlgorithm(algorithm: DhName, peer: DhPublicKey): void {
  if (peer.algorithm === algorithm) return;
  throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm, reason: `the other key is for ${peer.algorithm}` });
}

class PortableDhPrivateKey implements DhPrivateKey {
  readonly algorithm: DhName;
  readonly publicKey: DhPublicKey;
  readonly #scalar: SecretBytes;

  constructor(algorithm: DhName, scalar: SecretBytes) {
    this.algorithm = algorithm;
    this.publicKey = { algorithm, bytes: curves[algorithm].getPublicKey(scalar.expose()) };
    this.#scalar = scalar;
  }

  diffieHellman(peer: DhPublicKey): SecretBytes {
    requireSameAlgorithm(this.algorithm, peer);
    try {
      return SecretBytes.take(curves[this.algorithm].getSharedSecret(this.#scalar.expose(), peer.bytes));
    } catch {
      // With lengths right, the library refuses only points that yield zero: RFC 7748 §6.
      throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: this.algorithm, reason: 'it is a low-order point' });
    }
  }

  exportPrivateBytes(): SecretBytes {
    return SecretBytes.copyOf(this.#scalar.expose());
  }
}

/** X25519 and X448 of noble. */
export class PortableDiffieHellman implements DiffieHellman {
  readonly name: DhName;
  readonly keyBytes: number;
  readonly #random: RandomSource;

  constructor(name: DhName, random: RandomSource) {
    this.name = name;
    this.keyBytes = curves[name].GuBytes.length;
    this.#random = random;
  }

  generate(): DhPrivateKey {
    return new PortableDhPrivateKey(this.name, randomSecret(this.#random, this.keyBytes));
  }

  fromPrivateBytes(bytes: Uint8Array): DhPrivateKey {
    requireLength(bytes, this.keyBytes, `The ${this.name} private key`);
    return new PortableDhPrivateKey(this.name, SecretBytes.copyOf(bytes));
  }

  importPublicKey(unverified: Uint8Array): DhPublicKey {
    requireLength(unverified, this.keyBytes, `The ${this.name} public key`);
    return { algorithm: this.name, bytes: Uint8Array.from(unverified) };
  }
}
