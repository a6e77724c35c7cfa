import {
  type Clock,
  EventHub,
  type EventListener,
  ListenerFailures,
  type Logger,
  type MetricsSink,
} from '../../base/index.ts';
import { type PeerKey, peerIdOfKey } from './peer-key.ts';
import type { RouteFailure } from './route-outcome.ts';
import type { RoutePacket } from './route-packet.ts';
import type { Route } from './route-table.ts';

/** One row of the table, to show. */
export interface RouteRow {
  readonly peerId: string;
  readonly nextHop: string;
  readonly hops: number;
  readonly costMs: number;
}

/** What a packet is, in events: its ID is the same at every router that it passes. */
export interface PacketFacts {
  readonly id: string;
  readonly destination: string;
  readonly bytes: number;
}

/**
 * What happens at a router; `atMs` is wall-clock time. spec/routing §11
 *
 * `packet-delivered` and `packet-dead-lettered` are of messages that began here (`expired` is one of the reasons), `packet-forwarded` and
 * `packet-not-forwarded` of those of others, as the next hop says, `packet-received` of those that ended here.
 */
export type RouterEvent = { readonly atMs: number } & (
  | { readonly type: 'route-added'; readonly route: RouteRow }
  | { readonly type: 'route-changed'; readonly route: RouteRow; readonly before: RouteRow }
  | { readonly type: 'route-lost'; readonly before: RouteRow }
  | ({ readonly type: 'packet-delivered'; readonly afterMs: number } & PacketFacts)
  | ({ readonly type: 'packet-dead-lettered'; readonly reason: RouteFailure } & PacketFacts)
  | ({ readonly type: 'packet-forwarded' } & PacketFacts)
  | ({ readonly type: 'packet-not-forwarded'; readonly reason: RouteFailure } & PacketFacts)
  | ({ readonly type: 'packet-received' } & PacketFacts)
);

interface EventSurroundings {
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly clock: Clock;
}

type Untimed<E> = E extends unknown ? Omit<E, 'atMs'> : never;

/** Tells of what happens at a router. While nobody listens no event is made. */
export class RouterEvents {
  readonly #hub: EventHub<RouterEvent>;
  readonly #clock: Clock;

  constructor({ logger, metrics, clock }: EventSurroundings) {
    this.#hub = new EventHub('router-events', new ListenerFailures(logger, metrics));
    this.#clock = clock;
  }

  listen(listener: EventListener<RouterEvent>): () => void {
    return this.#hub.add(listener);
  }

  /** The used way to a destination is another one, or costs otherwise; a mere renewal of its announcement is no event. */
  route(before: Route | undefined, after: Route | undefined): void {
    if (!this.#hub.isHeard) return;
    if (before === undefined) {
      if (after !== undefined) this.#tell({ type: 'route-added', route: rowOf(after) });
    } else if (after === undefined) this.#tell({ type: 'route-lost', before: rowOf(before) });
    else if (!isSameWay(before, after)) {
      this.#tell({ type: 'route-changed', route: rowOf(after), before: rowOf(before) });
    }
  }

  delivered(packet: RoutePacket, afterMs: number): void {
    if (this.#hub.isHeard) this.#tell({ type: 'packet-delivered', ...factsOf(packet), afterMs });
  }

  deadLettered(packet: RoutePacket, reason: RouteFailure): void {
    if (this.#hub.isHeard) this.#tell({ type: 'packet-dead-lettered', ...factsOf(packet), reason });
  }

  /** A packet of another was passed on; without a reason the next hop says that it was delivered. */
  forwarded(packet: RoutePacket, reason?: RouteFailure): void {
    if (!this.#hub.isHeard) return;
    const facts = factsOf(packet);
    this.#tell(
      reason === undefined
        ? { type: 'packet-forwarded', ...facts }
        : { type: 'packet-not-forwarded', ...facts, reason },
    );
  }

  received(packet: RoutePacket): void {
    if (this.#hub.isHeard) this.#tell({ type: 'packet-received', ...factsOf(packet) });
  }

  #tell(event: Untimed<RouterEvent>): void {
    this.#hub.tell({ ...event, atMs: this.#clock.wallMs() });
  }
}

/** A route, to show. */
export function rowOf({ origin, neighbour, path, costUs }: Route): RouteRow {
  return { peerId: peerIdOfKey(origin), nextHop: peerIdOfKey(neighbour), hops: path.length, costMs: costUs / 1000 };
}

function factsOf({ id, destination, payload }: RoutePacket): PacketFacts {
  return { id, destination: peerIdOfKey(destination), bytes: payload.length };
}

function isSameWay(before: Route, after: Route): boolean {
  const hop = (index: number): PeerKey | undefined => after.path[index];
  return (
    before.costUs === after.costUs &&
    before.path.length === after.path.length &&
    before.path.every((key, index) => key === hop(index))
  );
}
