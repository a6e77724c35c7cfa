import type { ReceivedMessage } from './sealed-inbox.ts';

/** Messages for the application, in the order of their arrival, to iterate over. */
export class Arrivals implements AsyncIterable<ReceivedMessage> {
  readonly #onTaken: () => void;
  #waiting: ReceivedMessage[] = [];
  #readers: ((result: IteratorResult<ReceivedMessage, undefined>) => void)[] = [];
  #isClosed = false;

  /** `onTaken` is called whenever there is room for another one. */
  constructor(onTaken: () => void) {
    this.#onTaken = onTaken;
  }

  /** Messages that nobody has taken. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Adds one; after the end it is for nobody. */
  add(message: ReceivedMessage): void {
    if (this.#isClosed) return;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#waiting.push(message);
    else reader({ value: message, done: false });
  }

  /** Ends every iteration. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    for (const reader of this.#readers) reader({ value: undefined, done: true });
    this.#readers = [];
  }

  [Symbol.asyncIterator](): AsyncIterator<ReceivedMessage, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<ReceivedMessage, undefined>> {
    const [message] = this.#waiting.splice(0, 1);
    if (message !== undefined) {
      this.#onTaken();
      return Promise.resolve({ value: message, done: false });
    }
    if (this.#isClosed) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.#readers.push(resolve);
      this.#onTaken();
    });
  }
}
