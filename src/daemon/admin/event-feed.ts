/** Events that are kept for those who come back. */
export const EVENTS_KEPT = 256;

/** Something that happened, as plain data. */
export interface AdminEvent {
  readonly type: string;
  readonly data: unknown;
}

/** An event with its number; numbers start with 1 and have no gaps. */
export interface NumberedEvent extends AdminEvent {
  readonly id: number;
}

/** Hands events to everybody who listens, and the last ones to whoever comes back after a break. */
export class EventFeed {
  readonly #kept: NumberedEvent[] = [];
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  #lastId = 0;

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: AdminEvent): void {
    this.#lastId += 1;
    const numbered = { ...event, id: this.#lastId };
    this.#kept.push(numbered);
    if (this.#kept.length > EVENTS_KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  /** Kept events after this one, oldest first; undefined when some of them are gone, or the number is of another process. */
  since(lastId: number): readonly NumberedEvent[] | undefined {
    const oldest = this.#kept[0]?.id ?? this.#lastId + 1;
    if (lastId > this.#lastId || lastId < oldest - 1) return undefined;
    return this.#kept.filter(({ id }) => id > lastId);
  }

  /** Tells of every event from now on; returns the way to stop that. */
  listen(listener: (event: NumberedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
