/**
 * Who wants to hear of events.
 *
 * They are told after what is happening now: what a listener does or throws cannot get into the middle of it.
 */
export class EventListeners<Event> {
  #listeners: readonly ((event: Event) => void)[] = [];

  /** Adds a listener; returns the way to take it out again. */
  add(listener: (event: Event) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      // Once only: the same listener may have been added twice.
      const at = this.#listeners.lastIndexOf(listener);
      this.#listeners = this.#listeners.filter((_, index) => index !== at);
    };
  }

  emit(event: Event): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener(event));
  }
}
