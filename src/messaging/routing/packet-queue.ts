import type { RoutePriority } from './route-packet.ts';
import { MAX_WAITING_BYTES, MAX_WAITING_PACKETS } from './routing-limits.ts';

/** What waits: how urgent and how long it is. */
export interface Queued {
  readonly priority: RoutePriority;
  readonly bytes: number;
}

/** How much may wait. */
export interface QueueLimits {
  readonly packets: number;
  readonly bytes: number;
}

const PRIORITIES = [0, 1, 2, 3] as const;

/** Waits by priority, then in order. When there is no room, the latest of the least urgent gives way. */
export class PacketQueue<T extends Queued> {
  readonly #lanes: ReadonlyMap<RoutePriority, T[]> = new Map(PRIORITIES.map((priority) => [priority, []]));
  readonly #limits: QueueLimits;
  #packets = 0;
  #bytes = 0;

  constructor(limits: QueueLimits = { packets: MAX_WAITING_PACKETS, bytes: MAX_WAITING_BYTES }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#packets;
  }

  /** Adds one; returns what had to give way, which may be the one itself. */
  add(item: T): readonly T[] {
    this.#lanes.get(item.priority)?.push(item);
    this.#count(item, 1);
    const out: T[] = [];
    while (this.#packets > this.#limits.packets || this.#bytes > this.#limits.bytes) {
      const last = this.#removeLeastUrgent();
      if (last !== undefined) out.push(last);
    }
    return out;
  }

  /** Removes the next one. */
  next(): T | undefined {
    for (const priority of PRIORITIES) {
      const item = this.#lanes.get(priority)?.shift();
      if (item !== undefined) return this.#count(item, -1);
    }
    return undefined;
  }

  #removeLeastUrgent(): T | undefined {
    for (const priority of PRIORITIES.toReversed()) {
      const item = this.#lanes.get(priority)?.pop();
      if (item !== undefined) return this.#count(item, -1);
    }
    return undefined;
  }

  #count(item: T, sign: 1 | -1): T {
    this.#packets += sign;
    this.#bytes += sign * item.bytes;
    return item;
  }
}
