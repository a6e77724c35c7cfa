import type { TileStore } from '../../../src/tlog/index.ts';
import type { JournalMedium } from '../../../src/validator/journal/journal-medium.ts';

/** When a process dies: before an operation of the disk, in the middle of a write, or after it and before anybody knows. */
export const DEATHS = ['before', 'torn', 'after'] as const;
/** One of {@link DEATHS}. */
export type Death = (typeof DEATHS)[number];

/** Counts what a process writes, and ends it by kill -9 at one of the operations. */
export class DeathWatch {
  readonly #death: Death;
  #left: number;

  constructor(operation: number, death: Death) {
    this.#left = operation;
    this.#death = death;
  }

  /** Runs an operation, or half of it, or dies. */
  async over<T>(operation: () => Promise<T>, half: () => Promise<unknown> = operation): Promise<T> {
    this.#left -= 1;
    if (this.#left !== 0) return operation();
    if (this.#death === 'torn') await half();
    if (this.#death === 'after') await operation();
    process.kill(process.pid, 'SIGKILL');
    return operation();
  }
}

/** A journal's file whose process may die at any operation. */
export function deadlyMedium(medium: JournalMedium, watch: DeathWatch): JournalMedium {
  return {
    path: medium.path,
    readAll: () => medium.readAll(),
    readAt: (offset, length) => medium.readAt(offset, length),
    replace: (bytes) => watch.over(() => medium.replace(bytes)),
    write: (offset, bytes) =>
      watch.over(
        () => medium.write(offset, bytes),
        () => medium.write(offset, bytes.subarray(0, bytes.length / 2)),
      ),
    truncate: (length) => watch.over(() => medium.truncate(length)),
    sync: () => watch.over(() => medium.sync()),
    close: () => medium.close(),
  };
}

/** The same for the files of the log. */
export function deadlyStore(store: TileStore, watch: DeathWatch): TileStore {
  return {
    read: (path) => store.read(path),
    write: (path, bytes) => watch.over(() => store.write(path, bytes)),
    removeBelow: (path) => watch.over(() => store.removeBelow(path)),
  };
}
