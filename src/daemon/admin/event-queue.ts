import type { NumberedEvent } from './event-feed.ts';

/** Events that wait for a page that does not read; beyond it the page has to come back. */
export const MAX_WAITING_EVENTS = 512;

/** Events on their way to one page: put in as they happen, taken out as the page reads. */
export class EventQueue implements AsyncIterable<NumberedEvent> {
  readonly #waiting: NumberedEvent[];
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(first: readonly NumberedEvent[]) {
    this.#waiting = [...first];
  }

  /** Adds an event; the queue ends when too many wait. */
  push(event: NumberedEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length > MAX_WAITING_EVENTS) this.#isEnded = true;
    this.#wake?.();
  }

  /** Gives up what waits. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<NumberedEvent> {
    while (!this.#isEnded) {
      const event = this.#waiting.shift();
      if (event !== undefined) yield event;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
