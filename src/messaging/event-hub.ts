import type { Logger } from '../base/index.ts';

/** Takes events. What it throws, or a promise of it rejects with, is logged and harms nobody. */
export type EventListener<E> = (event: E) => unknown;

/**
 * Who wants to hear of events of one kind.
 *
 * They are told, in order, after what is happening now: what a listener does or throws cannot get into the middle of it.
 */
export class EventHub<E> {
  readonly #logger: Logger;
  #listeners: readonly { readonly hear: EventListener<E> }[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Whether anybody listens: ask before an event is made. */
  get isHeard(): boolean {
    return this.#listeners.length > 0;
  }

  /** Adds a listener; returns the way to take it out again, after which it hears nothing more. */
  add(hear: EventListener<E>): () => void {
    const entry = { hear };
    this.#listeners = [...this.#listeners, entry];
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== entry);
    };
  }

  /** Tells everybody who listens now. */
  tell(event: E): void {
    for (const entry of this.#listeners) queueMicrotask(() => this.#tellOne(entry, event));
  }

  #tellOne(entry: { readonly hear: EventListener<E> }, event: E): void {
    if (!this.#listeners.includes(entry)) return;
    try {
      const settled = entry.hear(event);
      if (settled instanceof Promise) settled.catch((error: unknown) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.log('error', 'network', 'a listener for messaging events threw', { reason });
  }
}
