import { QForgeError } from '../base/index.ts';

/** What a kernel is, and when it is worth having. */
export interface LateKernelParts<Kernel> {
  /** What the kernel implements, for errors. */
  readonly primitive: string;
  /** How many calls are left to OpenSSL before the kernel is compiled. */
  readonly callsBefore: number;
  /** Compiles it; undefined where there is no WebAssembly. */
  readonly compile: () => Kernel | undefined;
  /** Whether it gives its known answers. */
  readonly isSound: (kernel: Kernel) => boolean;
}

/**
 * A kernel in WebAssembly that is compiled once so many calls have come that compiling pays, and gives known answers before anything else. docs/adr/0189
 *
 *     waiting --calls--> ready | absent (no WebAssembly) | unsound
 */
export class LateKernel<Kernel> {
  readonly #parts: LateKernelParts<Kernel>;
  #calls = 0;
  #kernel: Kernel | undefined;
  #isUnsound = false;

  constructor(parts: LateKernelParts<Kernel>) {
    this.#parts = parts;
  }

  /** Counts a call: the kernel for it, or undefined if it is OpenSSL's. Throws `CRYPTO_SELF_TEST_FAILED` once the kernel gave a wrong answer. */
  forCall(): Kernel | undefined {
    if (this.#calls <= this.#parts.callsBefore) this.#count();
    if (this.#isUnsound) throw new QForgeError('CRYPTO_SELF_TEST_FAILED', { primitive: this.#parts.primitive });
    return this.#kernel;
  }

  /** The kernel, if it is there by now; asking counts for nothing. */
  get ready(): Kernel | undefined {
    return this.#kernel;
  }

  #count(): void {
    this.#calls += 1;
    if (this.#calls <= this.#parts.callsBefore) return;
    // Until it has proven itself, whatever becomes of the attempt.
    this.#isUnsound = true;
    this.#kernel = this.#soundKernel();
    this.#isUnsound = false;
  }

  #soundKernel(): Kernel | undefined {
    const { primitive, compile, isSound } = this.#parts;
    try {
      const kernel = compile();
      if (kernel === undefined || isSound(kernel)) return kernel;
    } catch (cause) {
      throw new QForgeError('CRYPTO_SELF_TEST_FAILED', { primitive }, { cause });
    }
    throw new QForgeError('CRYPTO_SELF_TEST_FAILED', { primitive });
  }
}
