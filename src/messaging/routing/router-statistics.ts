import type { MetricsSink } from '../../base/index.ts';
import type { RouteFrame } from './route-frame.ts';
import { type RouteFailure, routeFailures } from './route-outcome.ts';
import type { RouteEntry } from './route-update.ts';

/** What a router has done. */
export interface RouterStatistics {
  /** Messages that began here and were delivered, with a proof where one was asked for. */
  readonly delivered: number;
  /** Messages that began here and were not, by the last reason. */
  readonly failed: Readonly<Record<RouteFailure, number>>;
  /** Messages that began here and are under way. */
  readonly underWay: number;
  /** Messages of others that were passed on and came through, as the next hop says. */
  readonly relayed: number;
  /** Messages that ended here. */
  readonly received: number;
  readonly duplicates: number;
  readonly entriesRefused: number;
  /** Frames and their bytes, by what they are for. */
  readonly routingFrames: number;
  readonly routingBytes: number;
  /** Announcements that went along with routes. */
  readonly announcementsSent: number;
  readonly packetFrames: number;
  readonly packetBytes: number;
}

type Counter = Exclude<keyof RouterStatistics, 'failed'>;

/** Counts what a router does, and tells the metrics. */
export class RouterCounters {
  readonly #metrics: MetricsSink;
  readonly #counters: Record<Counter, number> = {
    delivered: 0,
    underWay: 0,
    relayed: 0,
    received: 0,
    duplicates: 0,
    entriesRefused: 0,
    routingFrames: 0,
    routingBytes: 0,
    announcementsSent: 0,
    packetFrames: 0,
    packetBytes: 0,
  };
  readonly #failed = new Map<RouteFailure, number>();

  constructor(metrics: MetricsSink) {
    this.#metrics = metrics;
  }

  began(): void {
    this.#counters.underWay += 1;
  }

  delivered(afterMs: number): void {
    this.#counters.underWay -= 1;
    this.#counters.delivered += 1;
    this.#metrics.count('qforge_route_messages_total', 1, { outcome: 'delivered' });
    this.#metrics.observe('qforge_route_delivery_seconds', afterMs / 1000);
  }

  failed(reason: RouteFailure): void {
    this.#counters.underWay -= 1;
    this.#failed.set(reason, (this.#failed.get(reason) ?? 0) + 1);
    this.#metrics.count('qforge_route_messages_total', 1, { outcome: reason });
  }

  relayed(): void {
    this.#counters.relayed += 1;
    this.#metrics.count('qforge_route_relayed_total', 1);
  }

  received(): void {
    this.#counters.received += 1;
  }

  duplicate(): void {
    this.#counters.duplicates += 1;
    this.#metrics.count('qforge_route_duplicates_total', 1);
  }

  entryRefused(): void {
    this.#counters.entriesRefused += 1;
    this.#metrics.count('qforge_route_entries_refused_total', 1);
  }

  posted(frame: RouteFrame, bytes: number): void {
    const isPacket = frame.type === 'forward' || frame.type === 'outcome';
    this.#counters[isPacket ? 'packetFrames' : 'routingFrames'] += 1;
    this.#counters[isPacket ? 'packetBytes' : 'routingBytes'] += bytes;
    if (frame.type === 'update') this.#counters.announcementsSent += announcementsIn(frame.entries);
  }

  table(destinations: number, neighbours: number): void {
    this.#metrics.gauge('qforge_route_destinations', destinations);
    this.#metrics.gauge('qforge_route_neighbours', neighbours);
  }

  snapshot(): RouterStatistics {
    const failed = Object.fromEntries(routeFailures.map((reason) => [reason, this.#failed.get(reason) ?? 0]));
    return { ...this.#counters, failed: failed as Record<RouteFailure, number> };
  }
}

function announcementsIn(entries: readonly RouteEntry[]): number {
  let count = 0;
  for (const entry of entries) if (entry.kind === 'route' && entry.announcement !== undefined) count += 1;
  return count;
}
