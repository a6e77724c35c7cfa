/** Work that is done one after the other. After a failure nothing more is done. */
export class SerialQueue {
  readonly #onFailure: (error: unknown) => void;
  #tail: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Does this after all that came before; a failure is reported once. */
  push(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#hasFailed) return;
      try {
        await work();
      } catch (error) {
        this.#hasFailed = true;
        this.#onFailure(error);
      }
    });
  }

  /** Does this after all that came before, and gives its outcome to the caller, to whom failures belong. */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#tail = this.#tail.then(() => work().then(resolve, reject));
    return promise;
  }

  /** Resolves when all that was pushed is done. */
  idle(): Promise<void> {
    return this.#tail;
  }
}
