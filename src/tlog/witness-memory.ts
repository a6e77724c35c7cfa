import { QForgeError, utf8, utf8Text } from '../base/index.ts';
import type { CryptoBackend, Hash } from '../crypto/index.ts';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import type { TreeHead } from './compact-range.ts';
import type { TileStore } from './tile-store.ts';
import type { WitnessMemory } from './witness.ts';

/** What a witness remembers, in a store: for each log the text of the checkpoint it cosigned last. */
export class StoredWitnessMemory implements WitnessMemory {
  readonly #store: TileStore;
  readonly #sha256: Hash;

  constructor(store: TileStore, backend: CryptoBackend) {
    this.#store = store;
    this.#sha256 = backend.hash('SHA-256');
  }

  /** Throws `LOG_DAMAGED` when what it remembers is damaged: better no witness than one that forgot. */
  async last(origin: string): Promise<TreeHead | undefined> {
    const bytes = await this.#store.read(this.#pathOf(origin));
    if (bytes === undefined) return undefined;
    try {
      const checkpoint = parseCheckpoint(utf8Text(bytes));
      if (checkpoint.origin === origin) return checkpoint;
    } catch (cause) {
      throw new QForgeError('LOG_DAMAGED', { reason: `the memory of ${origin} is unreadable` }, { cause });
    }
    throw new QForgeError('LOG_DAMAGED', { reason: `the memory of ${origin} is of another log` });
  }

  async remember(origin: string, { size, root }: TreeHead): Promise<void> {
    await this.#store.write(this.#pathOf(origin), utf8(formatCheckpoint({ origin, size, root, extensions: [] })));
  }

  /** C2SP tlog-witness names what belongs to a log by the hash of its origin. */
  #pathOf(origin: string): string {
    const digest = this.#sha256.digest(utf8(origin));
    return `${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}/checkpoint`;
  }
}
