import type { Encapsulation, Kem, KemPrivateKey, KemPublicKey } from './kem.ts';
import type { LateKernel } from './late-kernel.ts';

/** A key of somebody else that was imported before there was a kernel. It may be kept for a thousand handshakes: it goes over to the kernel when there is one. */
class EarlyPublicKey implements KemPublicKey {
  readonly #kernel: LateKernel<Kem>;
  #key: KemPublicKey;
  #isOpenSsl = true;

  constructor(key: KemPublicKey, kernel: LateKernel<Kem>) {
    this.#key = key;
    this.#kernel = kernel;
  }

  get algorithm(): KemPublicKey['algorithm'] {
    return this.#key.algorithm;
  }

  get bytes(): Uint8Array {
    return this.#key.bytes;
  }

  encapsulate(): Encapsulation {
    const kem = this.#isOpenSsl ? this.#kernel.ready : undefined;
    if (kem !== undefined) {
      this.#key = kem.importPublicKey(this.#key.bytes);
      this.#isOpenSsl = false;
    }
    return this.#key.encapsulate();
  }
}

/**
 * An ML-KEM whose keys are OpenSSL's at first, and the kernel's once there is one. A private key stays what it was made as. docs/adr/0189
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
    const kernel = this.#kernel.forCall();
    if (kernel !== undefined) return kernel.importPublicKey(unverified);
    return new EarlyPublicKey(this.#openSsl.importPublicKey(unverified), this.#kernel);
  }

  #forKey(): Kem {
    return this.#kernel.forCall() ?? this.#openSsl;
  }
}
