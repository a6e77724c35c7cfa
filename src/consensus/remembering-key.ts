import { ByteWriter, byteString } from '../base/index.ts';
import type { CryptoBackend, Hash, VerificationKey } from '../crypto/index.ts';

/** Signatures of one key that are remembered; the oldest is forgotten for a new one. */
export const MAX_REMEMBERED_SIGNATURES = 256;

/**
 * A public key that verifies a signature once: the same bytes under the same signature and context are known afterwards.
 *
 * Ballots come one by one and then again in a block, votes again in certificates. Only what has verified is remembered, by a SHA-256 digest of all
 * that was verified, so that the answers are those of the key itself. docs/adr/0195
 */
export class RememberingKey implements VerificationKey {
  readonly #key: VerificationKey;
  readonly #sha256: Hash;
  readonly #verified = new Set<string>();

  constructor(key: VerificationKey, backend: CryptoBackend) {
    this.#key = key;
    this.#sha256 = backend.hash('SHA-256');
  }

  get algorithm(): VerificationKey['algorithm'] {
    return this.#key.algorithm;
  }

  get bytes(): Uint8Array {
    return this.#key.bytes;
  }

  verify(message: Uint8Array, signature: Uint8Array, context: Uint8Array = new Uint8Array(0)): boolean {
    // With their lengths, so that the parts can't be taken for others.
    const lengths = new ByteWriter(8).u32(context.length).u32(message.length).finish();
    const name = byteString(this.#sha256.digest(lengths, context, message, signature));
    if (this.#verified.has(name)) return true;
    if (!this.#key.verify(message, signature, context)) return false;
    const [oldest] = this.#verified;
    if (oldest !== undefined && this.#verified.size >= MAX_REMEMBERED_SIGNATURES) this.#verified.delete(oldest);
    this.#verified.add(name);
    return true;
  }
}
