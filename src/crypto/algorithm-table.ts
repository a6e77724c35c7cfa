import { QForgeError } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';

/** The algorithms of one kind that a backend has, each made when first asked for. */
export class AlgorithmTable<Name extends string, Algorithm> {
  readonly #backend: CryptoBackend['name'];
  readonly #makers: ReadonlyMap<Name, () => Algorithm>;
  readonly #made = new Map<Name, Algorithm>();

  constructor(backend: CryptoBackend['name'], makers: Readonly<Partial<Record<Name, () => Algorithm>>>) {
    this.#backend = backend;
    this.#makers = new Map(Object.entries(makers) as [Name, () => Algorithm][]);
  }

  /** The algorithm of this name. Throws `CRYPTO_UNSUPPORTED`. */
  get(name: Name): Algorithm {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const make = this.#makers.get(name);
    if (make === undefined) throw new QForgeError('CRYPTO_UNSUPPORTED', { algorithm: name, backend: this.#backend });
    const algorithm = make();
    this.#made.set(name, algorithm);
    return algorithm;
  }
}
