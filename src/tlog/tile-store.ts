/**
 * Where the resources of a log are kept, by their paths.
 *
 * Whoever implements it decides on the medium; a `write` that returned is durable, and a resource is there whole or not at all.
 */
export interface TileStore {
  /** The resource, or undefined if there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a resource, in the place of one that is there. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes all resources below a path; there may be none. */
  removeBelow(path: string): Promise<void>;
}

/** A store in memory, for tests and for logs that need not last. */
export class MemoryTileStore implements TileStore {
  readonly #resources = new Map<string, Uint8Array>();

  async read(path: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#resources.get(path)?.slice());
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.#resources.set(path, bytes.slice());
    await Promise.resolve();
  }

  async removeBelow(path: string): Promise<void> {
    for (const known of this.#resources.keys()) if (known.startsWith(`${path}/`)) this.#resources.delete(known);
    await Promise.resolve();
  }

  /** The paths that are there, in order. */
  paths(): readonly string[] {
    return [...this.#resources.keys()].toSorted();
  }
}
