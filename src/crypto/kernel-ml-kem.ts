import { QForgeError, type RandomSource, SecretBytes } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import type { Encapsulation, Kem, KemPrivateKey, KemPublicKey } from './kem.ts';
import { ML_KEM_KERNEL_LAYOUT as AT, type MlKemKernel } from './ml-kem-kernel.ts';
import { randomSecret } from './random-secret.ts';

const NAME = 'ML-KEM-768';
const SEED_BYTES = 64;
const MESSAGE_BYTES = 32;
const SHARED_SECRET_BYTES = 32;

interface KernelParts {
  readonly kernel: MlKemKernel;
  readonly random: RandomSource;
}

class KernelPublicKey implements KemPublicKey {
  readonly algorithm = NAME;
  readonly bytes: Uint8Array;
  readonly #parts: KernelParts;
  /** What the kernel needs, once the key is used again: most ephemeral keys are used once. */
  #expanded: Uint8Array | undefined;
  #isUsed = false;

  constructor(parts: KernelParts, bytes: Uint8Array) {
    this.#parts = parts;
    this.bytes = bytes;
  }

  /** Puts the expanded form into the kernel's memory. */
  load(): void {
    const { memory, expand } = this.#parts.kernel;
    if (this.#expanded !== undefined) {
      memory.set(this.#expanded, AT.expanded);
      return;
    }
    memory.set(this.bytes, AT.publicKey);
    expand();
    if (this.#isUsed) this.keepExpanded();
    this.#isUsed = true;
  }

  /** Keeps the expanded form, which lies in the kernel's memory now. */
  keepExpanded(): void {
    this.#expanded = copyFrom(this.#parts.kernel, AT.expanded, AT.expandedBytes);
  }

  encapsulate(): Encapsulation {
    const { kernel, random } = this.#parts;
    this.load();
    random.fill(kernel.memory.subarray(AT.message, AT.message + MESSAGE_BYTES));
    kernel.encapsulate();
    const ciphertext = copyFrom(kernel, AT.ciphertext, AT.ciphertextBytes);
    return { ciphertext, sharedSecret: takeSharedSecret(kernel) };
  }
}

class KernelPrivateKey implements KemPrivateKey {
  readonly algorithm = NAME;
  readonly publicKey: KemPublicKey;
  readonly #kernel: MlKemKernel;
  readonly #expandedPublicKey: KernelPublicKey;
  readonly #seed: SecretBytes;
  readonly #secret: SecretBytes;

  constructor(parts: KernelParts, seed: SecretBytes) {
    const { kernel } = parts;
    kernel.memory.set(seed.expose(), AT.seed);
    kernel.generate();
    this.#kernel = kernel;
    this.#seed = seed;
    this.#secret = SecretBytes.take(kernel.memory.subarray(AT.secret, AT.secret + AT.secretBytes));
    this.#expandedPublicKey = new KernelPublicKey(parts, copyFrom(kernel, AT.publicKey, AT.publicKeyBytes));
    this.#expandedPublicKey.keepExpanded();
    this.publicKey = this.#expandedPublicKey;
  }

  decapsulate(ciphertext: Uint8Array): SecretBytes {
    requireLength(ciphertext, AT.ciphertextBytes, `The ${NAME} ciphertext`);
    const { memory, decapsulate, forget } = this.#kernel;
    memory.set(this.#secret.expose(), AT.secret);
    memory.set(ciphertext, AT.ciphertext);
    this.#expandedPublicKey.load();
    decapsulate();
    const sharedSecret = takeSharedSecret(this.#kernel);
    forget();
    return sharedSecret;
  }

  exportSeed(): SecretBytes {
    return SecretBytes.copyOf(this.#seed.expose());
  }

  wipe(): void {
    this.#seed.wipe();
    this.#secret.wipe();
  }
}

/**
 * ML-KEM-768 in WebAssembly for keys that are used once, three times as fast as OpenSSL's. docs/adr/0050
 *
 * Between calls the kernel's memory holds nothing secret. Public keys are checked on import: FIPS 203 §7.2.
 */
export class KernelMlKem implements Kem {
  readonly name: typeof NAME = NAME;
  readonly publicKeyBytes: number = AT.publicKeyBytes;
  readonly seedBytes: number = SEED_BYTES;
  readonly ciphertextBytes: number = AT.ciphertextBytes;
  readonly sharedSecretBytes: number = SHARED_SECRET_BYTES;
  readonly #parts: KernelParts;
  readonly #lasting: Kem;

  /** `lasting` makes the keys that last. */
  constructor(kernel: MlKemKernel, random: RandomSource, lasting: Kem) {
    this.#lasting = lasting;
    this.#parts = { kernel, random };
  }

  generate(): KemPrivateKey {
    return new KernelPrivateKey(this.#parts, randomSecret(this.#parts.random, SEED_BYTES));
  }

  fromSeed(seed: Uint8Array): KemPrivateKey {
    requireLength(seed, SEED_BYTES, `The ${NAME} seed`);
    return new KernelPrivateKey(this.#parts, SecretBytes.copyOf(seed));
  }

  /** OpenSSL's: an attacker can ask a key that lasts a million times how long it takes. */
  lastingFromSeed(seed: Uint8Array): KemPrivateKey {
    return this.#lasting.fromSeed(seed);
  }

  importPublicKey(unverified: Uint8Array): KemPublicKey {
    requireLength(unverified, AT.publicKeyBytes, `The ${NAME} public key`);
    const { kernel } = this.#parts;
    kernel.memory.set(unverified, AT.publicKey);
    if (kernel.isReduced() !== 1) {
      throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: NAME, reason: 'a coefficient is not reduced' });
    }
    return new KernelPublicKey(this.#parts, Uint8Array.from(unverified));
  }
}

function copyFrom({ memory }: MlKemKernel, offset: number, bytes: number): Uint8Array {
  return memory.slice(offset, offset + bytes);
}

/** The shared secret, which leaves the kernel's memory. */
function takeSharedSecret({ memory }: MlKemKernel): SecretBytes {
  return SecretBytes.take(memory.subarray(AT.shared, AT.shared + SHARED_SECRET_BYTES));
}
