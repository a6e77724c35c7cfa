import type { Aead, CryptoBackend, DiffieHellman, Hash, Kem } from '../crypto/index.ts';
import type { NoiseProtocol } from './noise-protocol.ts';
import type { NonceEncoding } from './nonce-counter.ts';

/** The algorithms of a protocol, in one backend. */
export interface NoisePrimitives {
  readonly dh: DiffieHellman | undefined;
  readonly kem: Kem | undefined;
  readonly aead: Aead;
  readonly nonceEncoding: NonceEncoding;
  readonly hash: Hash;
}

/** Looks the algorithms of a protocol up. Throws `CRYPTO_UNSUPPORTED`. */
export function primitivesOf(protocol: NoiseProtocol, backend: CryptoBackend): NoisePrimitives {
  return {
    dh: protocol.dh === undefined ? undefined : backend.diffieHellman(protocol.dh),
    kem: protocol.kem === undefined ? undefined : backend.kem(protocol.kem),
    aead: backend.aead(protocol.cipher.aead),
    nonceEncoding: protocol.cipher.nonceEncoding,
    hash: backend.hash(protocol.hash),
  };
}
