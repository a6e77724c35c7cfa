import type { ListenerFailures, ListenerKind } from './listener-failures.ts';

/** Takes events. What it throws, or a promise of it rejects with, is logged and counted, and harms nobody else. */
export type EventListener<E> = (event: E) => unknown;

interface Entry<E> {
  readonly hear: EventListener<E>;
}

/** There may be thousands of hubs that nobody listens to. */
const NOBODY: readonly never[] = [];

/** Who wants to hear of events of one kind; all are told, in order, whatever one of them does. docs/adr/0172 */
export class EventHub<E> {
  readonly #kind: ListenerKind;
  readonly #failures: ListenerFailures;
  #listeners: readonly Entry<E>[] = NOBODY;

  constructor(kind: ListenerKind, failures: ListenerFailures) {
    this.#kind = kind;
    this.#failures = failures;
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

  /** Tells everybody who listens now, after what is happening: no listener gets into the middle of it. */
  tell(event: E): void {
    for (const entry of this.#listeners) queueMicrotask(() => this.#tellOne(entry, event));
  }

  /** Tells everybody at once: for what they must have seen before anything else happens to it. */
  tellNow(event: E): void {
    for (const entry of this.#listeners) this.#tellOne(entry, event);
  }

  #tellOne(entry: Entry<E>, event: E): void {
    if (!this.#listeners.includes(entry)) return;
    this.#failures.watch(this.#kind, () => entry.hear(event));
  }
}
