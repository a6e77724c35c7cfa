import {
  ByteWriter,
  type Clock,
  type EventListener,
  isQForgeError,
  type Logger,
  type MetricsSink,
  QForgeError,
  type RandomSource,
} from '../../base/index.ts';
import { MAX_ENVELOPE_BYTES } from '../mailbox/mailbox-limits.ts';
import { newHexId } from '../sealed/hex-id.ts';
import { KeyBook } from './key-book.ts';
import { LocalDelivery } from './local-delivery.ts';
import { Neighbour, type NeighbourHost, type TakenEntries } from './neighbour.ts';
import { Passage } from './passage.ts';
import { type PeerKey, peerKeyOf } from './peer-key.ts';
import type { AnnouncementProver, CheckedAnnouncement } from './route-announcement.ts';
import { failed, type RouteFailure, type RouteOutcome } from './route-outcome.ts';
import type { RoutePacket, RoutePriority } from './route-packet.ts';
import { type Route, RouteTable } from './route-table.ts';
import type { RouteEntry } from './route-update.ts';
import { type RouterDeadLetter, RouterDeadLetters } from './router-dead-letters.ts';
import { type RouteRow, type RouterEvent, RouterEvents, rowOf } from './router-events.ts';
import type { AttachedLink, RouterLink } from './router-link.ts';
import { RouterCounters, type RouterStatistics } from './router-statistics.ts';
import {
  ANNOUNCEMENT_RENEWAL_MS,
  COST_CHANGE_TOLD,
  DEFAULT_TTL_MS,
  INFINITE_COST_US,
  MAX_HOPS,
  MAX_NEIGHBOURS,
  MAX_TTL_MS,
} from './routing-limits.ts';
import { SeenPackets } from './seen-packets.ts';

/** What a router is made of. */
export interface MessageRouterParts {
  /** This device. */
  readonly peerId: string;
  readonly prover: AnnouncementProver;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Takes a payload that is for this device; resolves to the answer for its sender. Rejects if it does not take it. */
  readonly deliver: (payload: Uint8Array) => Promise<Uint8Array>;
  /** Whether packets of others are passed on. Default: yes. */
  readonly relays?: boolean;
  /** Of devices that were told of: routers of one process may share it. Default: one of its own. */
  readonly keys?: KeyBook;
}

/** How a message is sent. */
export interface RouteOptions {
  /** 0 goes before 1, and so on. Default: 1. */
  readonly priority?: RoutePriority;
  /** How long it may be under way, at most 60,000. Default: 20,000. */
  readonly ttlMs?: number;
  /** Whether an answer proves the delivery. Without it whatever a neighbour claims is believed. */
  readonly isAnswer?: (answer: Uint8Array) => boolean;
}

/** A message was delivered. */
export interface RouteReceipt {
  readonly answer: Uint8Array;
  readonly afterMs: number;
}

/** One neighbour, to show. */
export interface NeighbourRow {
  readonly peerId: string;
  readonly roundTripMs: number | undefined;
  readonly loss: number;
  readonly waiting: number;
}

/** After the first try of a message so much of its time is left for others. */
const PATIENCE_OF_ORIGIN = 0.5;

/**
 * Brings messages to peers over several hops, each of which is a channel; what they say is sealed end to end. spec/routing
 *
 * All changes happen within one turn of the event loop, each whole before the next: concurrent sends never see a table half changed.
 */
export class MessageRouter implements Disposable {
  readonly #parts: MessageRouterParts;
  readonly #self: PeerKey;
  readonly #table: RouteTable;
  readonly #neighbours = new Map<PeerKey, Neighbour>();
  readonly #writer = new ByteWriter();
  readonly #keys: KeyBook;
  readonly #seen = new SeenPackets();
  readonly #counters: RouterCounters;
  readonly #local: LocalDelivery;
  readonly #deadLetters = new RouterDeadLetters();
  readonly #events: RouterEvents;
  /** What the cost of each link was when routes were chosen by it. */
  readonly #chosenCosts = new Map<PeerKey, number>();
  #own: CheckedAnnouncement;
  #renewal: { cancel(): void } | undefined;
  #isClosed = false;

  constructor(parts: MessageRouterParts) {
    this.#parts = parts;
    this.#self = peerKeyOf(parts.peerId);
    this.#keys = parts.keys ?? new KeyBook();
    this.#counters = new RouterCounters(parts.metrics);
    this.#events = new RouterEvents(parts);
    this.#local = new LocalDelivery(parts.deliver);
    this.#own = parts.prover.make(parts.clock.wallMs());
    this.#table = new RouteTable(
      this.#self,
      (neighbour) => this.#neighbours.get(neighbour)?.quality.costUs ?? INFINITE_COST_US,
      (origin, before, after) => {
        this.#onChange(origin);
        this.#events.route(before, after);
      },
    );
    this.#scheduleRenewal();
  }

  /** Takes a link to a neighbour into use; another link to the same neighbour gives way. Throws `PEER_ID_INVALID`. */
  attach(link: RouterLink): AttachedLink {
    const key = peerKeyOf(link.peerId);
    const former = this.#neighbours.get(key);
    if (former !== undefined) this.#drop(former, 'link-lost');
    if (this.#isClosed || this.#neighbours.size >= MAX_NEIGHBOURS || key === this.#self) {
      link.close('the router takes no more neighbours');
      return { receive: () => undefined, lost: () => undefined };
    }
    const neighbour = new Neighbour(key, link, this.#host);
    this.#neighbours.set(key, neighbour);
    this.#counters.table(this.#table.size, this.#neighbours.size);
    neighbour.updates.changed(this.#self);
    for (const { origin } of this.#table.routes()) neighbour.updates.changed(origin);
    neighbour.start();
    return {
      receive: (unverified) => this.#receive(neighbour, unverified),
      lost: () => this.#drop(neighbour, 'link-lost'),
    };
  }

  /**
   * Sends a payload to a peer; resolves to what the peer has answered. Rejects with `ROUTE_NONE`, `ROUTE_FAILED`,
   * `SEALED_TOO_LARGE`, `PEER_ID_INVALID`, `ARGUMENT_INVALID`.
   */
  send(destination: string, payload: Uint8Array, options: RouteOptions = {}): Promise<RouteReceipt> {
    return new Promise((resolve, reject) => {
      const packet = this.#packetFor(destination, payload, options);
      const startedMs = this.#parts.clock.monotonicMs();
      this.#counters.began();
      this.#seen.enter(packet.id, startedMs);
      const done = (outcome: RouteOutcome): void => {
        const afterMs = this.#parts.clock.monotonicMs() - startedMs;
        if (!outcome.delivered) return reject(this.#bury(packet, destination, outcome.reason));
        this.#counters.delivered(afterMs);
        this.#events.delivered(packet, afterMs);
        resolve({ answer: outcome.answer, afterMs });
      };
      const isAnswer = options.isAnswer ?? ((): boolean => true);
      if (packet.destination !== this.#self) return this.#pass(packet, undefined, isAnswer, done);
      void this.#deliverHere(packet, (outcome) =>
        done(outcome.delivered && !isAnswer(outcome.answer) ? failed('forged') : outcome),
      );
    });
  }

  /** Every destination with a way to it. */
  routes(): readonly RouteRow[] {
    return Array.from(this.#table.routes(), rowOf);
  }

  /** The way to a peer, if there is one now. Throws `PEER_ID_INVALID`. */
  routeTo(peerId: string): RouteRow | undefined {
    const route = this.#table.best(peerKeyOf(peerId));
    return route === undefined ? undefined : rowOf(route);
  }

  /** How many destinations are known. */
  get destinations(): number {
    return this.#table.size;
  }

  neighbours(): readonly NeighbourRow[] {
    return Array.from(this.#neighbours.values(), ({ peerId, quality, lane }) => {
      return { peerId, roundTripMs: quality.roundTripMs, loss: quality.loss, waiting: lane.load };
    });
  }

  /** Messages that began here and were not delivered, newest last. */
  deadLetters(): readonly RouterDeadLetter[] {
    return this.#deadLetters.list();
  }

  /** Tells of what happens here from now on; returns the way to stop that. */
  onEvent(listener: EventListener<RouterEvent>): () => void {
    return this.#events.listen(listener);
  }

  statistics(): RouterStatistics {
    return this.#counters.snapshot();
  }

  /** Lets go of all links; messages that are under way fail. */
  close(): void {
    this.#isClosed = true;
    this.#renewal?.cancel();
    for (const neighbour of this.#neighbours.values()) this.#drop(neighbour, 'shut-down');
  }

  /** {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  get #host(): NeighbourHost {
    return {
      clock: this.#parts.clock,
      writer: this.#writer,
      keys: this.#keys,
      routeTo: (origin) => (origin === this.#self ? this.#ownRoute : this.#table.best(origin)),
      onEntries: (from, entries) => this.#learn(from, entries),
      onPacket: (from, packet, done) => this.#onPacket(from, packet, done),
      onMeasured: (neighbour) => this.#onMeasured(neighbour),
      onBroken: (neighbour, reason) => this.#onBroken(neighbour, reason),
      onPosted: (frame, bytes) => this.#counters.posted(frame, bytes),
    };
  }

  /** How this router tells of itself. */
  get #ownRoute(): Route {
    return { origin: this.#self, neighbour: this.#self, path: [], costUs: 0, announcement: this.#own };
  }

  #receive(neighbour: Neighbour, unverified: Uint8Array): void {
    try {
      neighbour.receive(unverified);
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      this.#onBroken(neighbour, error.message);
    }
  }

  #learn(from: Neighbour, entries: readonly RouteEntry[]): TakenEntries {
    let checks = 0;
    const wanted: PeerKey[] = [];
    for (const entry of entries) {
      if (entry.kind === 'withdrawn') {
        this.#table.withdraw(from.key, entry.origin);
        continue;
      }
      const { announcement, checked } = this.#check(entry);
      if (checked) checks += 1;
      const outcome = this.#table.learn(from.key, entry, announcement);
      if (outcome === 'unproved' && entry.announcement === undefined) wanted.push(entry.origin);
      else if (outcome === 'unproved' || outcome === 'full') this.#counters.entryRefused();
    }
    this.#counters.table(this.#table.size, this.#neighbours.size);
    return { checks, wanted };
  }

  /** The announcement of an entry; the same bytes are checked once, whoever brings them. */
  #check(entry: Extract<RouteEntry, { kind: 'route' }>): {
    announcement: CheckedAnnouncement | undefined;
    checked: boolean;
  } {
    const { announcement: bytes, origin, sequence } = entry;
    if (bytes === undefined || origin === this.#self) return { announcement: undefined, checked: false };
    const known = this.#table.announcementOf(origin);
    if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return { announcement: known, checked: false };
    const { prover, clock } = this.#parts;
    const announcement = prover.check(bytes, origin, clock.wallMs());
    return { announcement: announcement?.sequence === sequence ? announcement : undefined, checked: true };
  }

  #onPacket(from: Neighbour, packet: RoutePacket, done: (outcome: RouteOutcome) => void): void {
    const isNew = this.#seen.enter(packet.id, this.#parts.clock.monotonicMs());
    if (!isNew) this.#counters.duplicate();
    if (packet.destination === this.#self) {
      if (isNew) {
        this.#counters.received();
        this.#events.received(packet);
      }
      void this.#deliverHere(packet, done);
      return;
    }
    if (!isNew) return done(failed('loop'));
    if (this.#parts.relays === false) return done(failed('no-route'));
    const hopsLeft = packet.hopsLeft - 1;
    if (hopsLeft < 1) return done(failed('hop-limit'));
    this.#pass(
      { ...packet, hopsLeft },
      from,
      () => true,
      (outcome) => {
        if (outcome.delivered) this.#counters.relayed();
        this.#events.forwarded(packet, outcome.delivered ? undefined : outcome.reason);
        done(outcome);
      },
    );
  }

  async #deliverHere(packet: RoutePacket, done: (outcome: RouteOutcome) => void): Promise<void> {
    done(await this.#local.take(packet));
  }

  #pass(
    packet: RoutePacket,
    from: Neighbour | undefined,
    isAnswer: (answer: Uint8Array) => boolean,
    done: (outcome: RouteOutcome) => void,
  ): void {
    new Passage({
      packet,
      from,
      isAnswer,
      done,
      patience: from === undefined ? PATIENCE_OF_ORIGIN : 1,
      nowMs: () => this.#parts.clock.monotonicMs(),
      nextHops: () => this.#hopsTo(packet.destination),
      onTried: (neighbour, outcome) => this.#table.report(packet.destination, neighbour.key, outcome.delivered),
    }).next();
  }

  #hopsTo(destination: PeerKey): readonly Neighbour[] {
    const hops = this.#table.nextHops(destination).map((key) => this.#neighbours.get(key));
    return hops.filter((neighbour) => neighbour !== undefined);
  }

  #packetFor(
    destination: string,
    payload: Uint8Array,
    { priority = 1, ttlMs = DEFAULT_TTL_MS }: RouteOptions,
  ): RoutePacket {
    if (payload.length > MAX_ENVELOPE_BYTES) {
      throw new QForgeError('SEALED_TOO_LARGE', { bytes: payload.length, limitBytes: MAX_ENVELOPE_BYTES });
    }
    if (!(ttlMs >= 1 && ttlMs <= MAX_TTL_MS)) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'ttlMs', reason: `it is not between 1 and ${MAX_TTL_MS}` });
    }
    const id = newHexId(this.#parts.random);
    return { id, hopsLeft: MAX_HOPS, priority, ttlMs, destination: peerKeyOf(destination), payload };
  }

  #bury(packet: RoutePacket, destination: string, reason: RouteFailure): QForgeError {
    this.#counters.failed(reason);
    this.#events.deadLettered(packet, reason);
    const diedAtMs = this.#parts.clock.wallMs();
    return this.#deadLetters.bury({ destination, bytes: packet.payload.length, reason, diedAtMs });
  }

  #onChange(origin: PeerKey): void {
    for (const { updates } of this.#neighbours.values()) updates.changed(origin);
  }

  /** A link that costs about the same changes nothing. */
  #onMeasured({ key, quality }: Neighbour): void {
    const before = this.#chosenCosts.get(key) ?? 0;
    if (Math.abs(quality.costUs - before) <= before * COST_CHANGE_TOLD) return;
    this.#chosenCosts.set(key, quality.costUs);
    this.#table.reconsider(key);
  }

  #onBroken(neighbour: Neighbour, reason: string): void {
    this.#parts.logger.log('warn', 'network', 'neighbour dropped', { peer: neighbour.peerId, reason });
    this.#drop(neighbour, 'link-lost');
  }

  #drop(neighbour: Neighbour, reason: RouteFailure): void {
    if (this.#neighbours.get(neighbour.key) === neighbour) {
      this.#neighbours.delete(neighbour.key);
      this.#chosenCosts.delete(neighbour.key);
      this.#table.dropNeighbour(neighbour.key);
      this.#counters.table(this.#table.size, this.#neighbours.size);
    }
    neighbour.close(reason);
  }

  #scheduleRenewal(): void {
    const { clock, prover } = this.#parts;
    this.#renewal = clock.schedule(ANNOUNCEMENT_RENEWAL_MS, () => {
      this.#own = prover.make(clock.wallMs());
      this.#table.expire(clock.wallMs());
      this.#onChange(this.#self);
      this.#scheduleRenewal();
    });
  }
}
