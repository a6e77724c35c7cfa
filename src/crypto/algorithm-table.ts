import { QForgeError } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';

/** The algorithms of one kind that a backend has, each made when first asked for. */
export class AlgorithmTable<Name extends string, Algorithm> {
  readonly #backend: CryptoBackend['name'];
  readonly #names: ReadonlySet<Name>;
  readonly #make: (name: Name) => Algorithm;
  readonly #made = new Map<Name, Algorithm>();

  constructor(backend: CryptoBackend['name'], names: readonly Name[], make: (name: Name) => Algorithm) {
    this.#backend = backend;
    this.#names = new Set(names);
    this.#make = make;
  }

  /** The algorithm of this name. Throws `CRYPTO_UNSUPPORTED`, and what making it throws. */
  get(name: Name): Algorithm {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    if (!this.#names.has(name))
      throw new QForgeError('CRYPTO_UNSUPPORTED', { algorithm: name, backend: this.#backend });
    const algorithm = this.#make(name);
    this.#made.set(name, algorithm);
    return algorithm;
  }
}
