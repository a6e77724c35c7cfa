import fs from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';

/** Everything that can find a disk full: what makes names, what writes, what makes it last. */
const CALLS = ['open', 'mkdir', 'rename', 'link'] as const;
const SYNCHRONOUS_CALLS = ['openSync', 'mkdirSync', 'renameSync', 'writeSync'] as const;
const HANDLE_CALLS = ['write', 'writeFile', 'sync', 'datasync', 'truncate'] as const;

/** A disk whose calls fail when the test says so, for the whole process; it counts them. */
export class FaultyDisk implements Disposable {
  readonly #code: string;
  readonly #restore: (() => void)[] = [];
  #calls = 0;
  #failing: { readonly from: number; readonly to: number } | undefined;

  private constructor(code: string) {
    this.#code = code;
  }

  /** Takes over the file system; `code` is what failing calls say. One at a time. */
  static async create(code = 'ENOSPC'): Promise<FaultyDisk> {
    const disk = new FaultyDisk(code);
    await using some: FileHandle = await promises.open(tmpdir());
    disk.#takeOver(Object.getPrototypeOf(some) as object, HANDLE_CALLS, true);
    disk.#takeOver(promises, CALLS, true);
    disk.#takeOver(fs, SYNCHRONOUS_CALLS, false);
    syncBuiltinESMExports();
    return disk;
  }

  /** Calls since {@link failAt} or {@link heal}. */
  get calls(): number {
    return this.#calls;
  }

  /** From the `first` call from now on, counted from 1, so many fail. */
  failAt(first: number, calls: number = Number.POSITIVE_INFINITY): void {
    this.#calls = 0;
    this.#failing = { from: first, to: first + calls - 1 };
  }

  /** Nothing fails any more. */
  heal(): void {
    this.#calls = 0;
    this.#failing = undefined;
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore) restore();
    syncBuiltinESMExports();
  }

  #takeOver(owner: object, names: readonly string[], isAsynchronous: boolean): void {
    const functions = owner as Record<string, (...args: unknown[]) => unknown>;
    for (const name of names) {
      const own = functions[name];
      if (own === undefined) throw new Error(`the file system has no ${name}`);
      const failure = (): Error | undefined => this.#failureOf(name);
      functions[name] = function (this: unknown, ...args: unknown[]): unknown {
        const error = failure();
        if (error === undefined) return own.apply(this, args);
        if (isAsynchronous) return Promise.reject(error);
        throw error;
      };
      this.#restore.push(() => {
        functions[name] = own;
      });
    }
  }

  #failureOf(name: string): Error | undefined {
    this.#calls += 1;
    const { from, to } = this.#failing ?? { from: 0, to: -1 };
    if (this.#calls < from || this.#calls > to) return undefined;
    return Object.assign(new Error(`${this.#code}: ${name}`), { code: this.#code });
  }
}
