import { MAX_SEEN_PACKETS, SEEN_PACKET_MS } from './routing-limits.ts';

/** IDs of packets that came before, for a time and in bounded number: the oldest give way. */
export class SeenPackets {
  /** When each was seen, oldest first. */
  readonly #seen = new Map<string, number>();
  readonly #limit: number;

  constructor(limit: number = MAX_SEEN_PACKETS) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Enters an ID; false if it was there. */
  enter(id: string, nowMs: number): boolean {
    this.#forget(nowMs);
    if (this.#seen.has(id)) return false;
    this.#seen.set(id, nowMs);
    return true;
  }

  #forget(nowMs: number): void {
    for (const [id, atMs] of this.#seen) {
      if (atMs + SEEN_PACKET_MS > nowMs && this.#seen.size < this.#limit) return;
      this.#seen.delete(id);
    }
  }
}
