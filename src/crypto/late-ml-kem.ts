import type { Kem, KemPrivateKey, KemPublicKey } from './kem.ts';
import type { LateKernel } from './late-kernel.ts';

/**
 * An ML-KEM whose keys are OpenSSL's at first, and the kernel's once there is one. A key stays what it was made as. docs/adr/0189
 *
 * Making and importing keys throws `CRYPTO_SELF_TEST_FAILED` once the kernel gave a wrong answer.
 */
export class LateMlKem implements Kem {
  readonly name: Kem['name'];
  readonly publicKeyBytes: number;
  readonly seedBytes: number;
  readonly ciphertextBytes: number;
  readonly sharedSecretBytes: number;
  readonly #openSsl: Kem;
  readonly #kernel: LateKernel<Kem>;

  constructor(openSsl: Kem, kernel: LateKernel<Kem>) {
    this.#openSsl = openSsl;
    this.#kernel = kernel;
    this.name = openSsl.name;
    this.publicKeyBytes = openSsl.publicKeyBytes;
    this.seedBytes = openSsl.seedBytes;
    this.ciphertextBytes = openSsl.ciphertextBytes;
    this.sharedSecretBytes = openSsl.sharedSecretBytes;
  }

  generate(): KemPrivateKey {
    return this.#forKey().generate();
  }

  fromSeed(seed: Uint8Array): KemPrivateKey {
    return this.#forKey().fromSeed(seed);
  }

  lastingFromSeed(seed: Uint8Array): KemPrivateKey {
    return this.#openSsl.lastingFromSeed(seed);
  }

  importPublicKey(unverified: Uint8Array): KemPublicKey {
    return this.#forKey().importPublicKey(unverified);
  }

  #forKey(): Kem {
    return this.#kernel.forCall() ?? this.#openSsl;
  }
}
