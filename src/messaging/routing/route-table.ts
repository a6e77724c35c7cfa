import type { PeerKey } from './peer-key.ts';
import type { CheckedAnnouncement } from './route-announcement.ts';
import type { RouteEntry } from './route-update.ts';
import {
  COST_CHANGE_TOLD,
  INFINITE_COST_US,
  MAX_DESTINATIONS,
  MAX_DESTINATIONS_OF_NEIGHBOUR,
  MAX_HOPS,
  MAX_ROUTES_OF_DESTINATION,
  SWITCH_FACTOR,
} from './routing-limits.ts';

/** The way to a destination that is used and told. It is replaced, never changed. */
export interface Route {
  readonly origin: PeerKey;
  /** The next hop. */
  readonly neighbour: PeerKey;
  /** From the next hop to the destination, both included. */
  readonly path: readonly PeerKey[];
  readonly costUs: number;
  readonly announcement: CheckedAnnouncement;
}

/** What became of an entry. `unproved`: it rests on an announcement that is not known, or that does not hold. */
export type LearnOutcome = 'taken' | 'looped' | 'unproved' | 'full';

/** Told of another used way to a destination, with the one before and the one after; undefined: none. */
type RouteChangeListener = (origin: PeerKey, before: Route | undefined, after: Route | undefined) => void;

interface Candidate {
  readonly neighbour: PeerKey;
  readonly path: readonly PeerKey[];
  /** What the neighbour says. */
  readonly toldUs: number;
  readonly announcement: CheckedAnnouncement;
  /** How much of what was sent this way came back as delivered, as a weighted mean. */
  reliability: number;
  /** Of the whole way, when it was told, when its link was measured anew, or when something was sent by it: whatever was last. */
  costUs: number;
}

interface Destination {
  readonly key: PeerKey;
  /** Who brought it first; it counts against that one's share. */
  readonly broughtBy: PeerKey;
  announcement: CheckedAnnouncement;
  candidates: Candidate[];
  best: Route | undefined;
}

/** Of what a delivery, or a failure, says. */
const RELIABILITY_WEIGHT = 1 / 4;
const LEAST_RELIABILITY = 1 / 16;

/**
 * The ways to all destinations that are known, bounded in every direction. spec/routing §4, §7, §8
 *
 * Every change happens within one call: whoever reads sees a table that is whole.
 */
export class RouteTable {
  readonly #self: PeerKey;
  readonly #linkCostUs: (neighbour: PeerKey) => number;
  readonly #onChange: RouteChangeListener;
  readonly #destinations = new Map<PeerKey, Destination>();
  readonly #brought = new Map<PeerKey, number>();

  constructor(self: PeerKey, linkCostUs: (neighbour: PeerKey) => number, onChange: RouteChangeListener) {
    this.#self = self;
    this.#linkCostUs = linkCostUs;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#destinations.size;
  }

  /** The used way to every destination that has one. */
  *routes(): Generator<Route, void, undefined> {
    for (const { best } of this.#destinations.values()) if (best !== undefined) yield best;
  }

  /** The used way to a destination. */
  best(origin: PeerKey): Route | undefined {
    return this.#destinations.get(origin)?.best;
  }

  /** The next hops to a destination, the best first. */
  nextHops(origin: PeerKey): readonly PeerKey[] {
    const destination = this.#destinations.get(origin);
    if (destination === undefined) return [];
    const used = destination.best?.neighbour;
    const others = destination.candidates
      .filter(({ neighbour }) => neighbour !== used)
      .toSorted((a, b) => a.costUs - b.costUs);
    const hops = others.map(({ neighbour }) => neighbour);
    return used === undefined ? hops : [used, ...hops];
  }

  /** The announcement of an origin that was checked last. */
  announcementOf(origin: PeerKey): CheckedAnnouncement | undefined {
    return this.#destinations.get(origin)?.announcement;
  }

  /** Takes what a neighbour says of the way to a destination. `checked` is its announcement, if it brought one that holds. */
  learn(
    neighbour: PeerKey,
    entry: Extract<RouteEntry, { kind: 'route' }>,
    checked: CheckedAnnouncement | undefined,
  ): LearnOutcome {
    const { origin, path } = entry;
    if (origin === this.#self) return 'looped';
    if (path.includes(this.#self) || path.length + 1 > MAX_HOPS || (path.length === 0 && neighbour !== origin)) {
      this.withdraw(neighbour, origin);
      return 'looped';
    }
    const known = this.#destinations.get(origin);
    const announcement = checked ?? knownFor(known, neighbour, entry.sequence);
    if (announcement === undefined) return known === undefined && this.#isFullFor(neighbour) ? 'full' : 'unproved';
    const destination = known ?? this.#bring(neighbour, origin, announcement);
    if (destination === undefined) return 'full';
    if (announcement.sequence > destination.announcement.sequence) destination.announcement = announcement;
    this.#replace(destination, { neighbour, path: [neighbour].concat(path), toldUs: entry.costUs, announcement });
    this.#choose(destination);
    return 'taken';
  }

  /** A neighbour has no way to a destination any more. */
  withdraw(neighbour: PeerKey, origin: PeerKey): void {
    const destination = this.#destinations.get(origin);
    if (destination === undefined) return;
    const place = placeOf(destination.candidates, neighbour);
    if (place < 0) return;
    destination.candidates.splice(place, 1);
    this.#choose(destination);
  }

  /** A neighbour is gone. */
  dropNeighbour(neighbour: PeerKey): void {
    for (const origin of this.#destinations.keys()) this.withdraw(neighbour, origin);
  }

  /** The link to a neighbour costs more or less than before: chooses anew where it leads. */
  reconsider(neighbour: PeerKey): void {
    for (const destination of this.#destinations.values()) {
      const candidate = destination.candidates.find((one) => one.neighbour === neighbour);
      if (candidate === undefined) continue;
      candidate.costUs = this.#costOf(candidate);
      this.#choose(destination);
    }
  }

  /** Drops ways whose announcement does not hold any more. */
  expire(wallMs: number): void {
    for (const destination of this.#destinations.values()) {
      destination.candidates = destination.candidates.filter(({ announcement }) => announcement.expiresAtMs > wallMs);
      this.#choose(destination);
    }
  }

  /** Whether what was sent a way was delivered, as far as this router can know. */
  report(origin: PeerKey, neighbour: PeerKey, wasDelivered: boolean): void {
    const destination = this.#destinations.get(origin);
    const candidate = destination?.candidates.find((one) => one.neighbour === neighbour);
    if (destination === undefined || candidate === undefined) return;
    if (wasDelivered && candidate.reliability === 1) return;
    candidate.reliability += ((wasDelivered ? 1 : 0) - candidate.reliability) * RELIABILITY_WEIGHT;
    if (candidate.reliability > 0.99) candidate.reliability = 1;
    candidate.costUs = this.#costOf(candidate);
    this.#choose(destination);
  }

  #isFullFor(neighbour: PeerKey): boolean {
    const share = this.#brought.get(neighbour) ?? 0;
    return this.#destinations.size >= MAX_DESTINATIONS || share >= MAX_DESTINATIONS_OF_NEIGHBOUR;
  }

  #bring(neighbour: PeerKey, origin: PeerKey, announcement: CheckedAnnouncement): Destination | undefined {
    if (this.#isFullFor(neighbour)) return undefined;
    this.#brought.set(neighbour, (this.#brought.get(neighbour) ?? 0) + 1);
    const destination = { key: origin, broughtBy: neighbour, announcement, candidates: [], best: undefined };
    this.#destinations.set(origin, destination);
    return destination;
  }

  #replace(destination: Destination, told: Omit<Candidate, 'reliability' | 'costUs'>): void {
    // Arrays of exact length: those that grow by one keep room for sixteen more, and a table has thousands.
    const { candidates } = destination;
    const place = placeOf(candidates, told.neighbour);
    const candidate: Candidate = { ...told, reliability: candidates[place]?.reliability ?? 1, costUs: 0 };
    candidate.costUs = this.#costOf(candidate);
    if (place >= 0) candidates[place] = candidate;
    else destination.candidates = candidates.concat(candidate);
    if (destination.candidates.length <= MAX_ROUTES_OF_DESTINATION) return;
    destination.candidates.sort((a, b) => a.costUs - b.costUs);
    destination.candidates.pop();
  }

  #costOf({ neighbour, toldUs, reliability }: Candidate): number {
    const costUs = (toldUs + this.#linkCostUs(neighbour)) / Math.max(reliability, LEAST_RELIABILITY);
    return Math.min(Math.round(costUs), INFINITE_COST_US);
  }

  /** Chooses the best way, if that is better by enough than the used one, and says so if it matters to others. */
  #choose(destination: Destination): void {
    const { key, candidates, best: before } = destination;
    const chosen = cheapest(candidates, before?.neighbour);
    destination.best = chosen === undefined ? undefined : routeBy(chosen, key, before);
    if (candidates.length === 0) this.#forget(destination);
    if (destination.best !== before) this.#onChange(key, before, destination.best);
  }

  #forget({ key, broughtBy }: Destination): void {
    this.#destinations.delete(key);
    this.#brought.set(broughtBy, (this.#brought.get(broughtBy) ?? 1) - 1);
  }
}

function placeOf(candidates: readonly Candidate[], neighbour: PeerKey): number {
  for (let place = 0; place < candidates.length; place++) if (candidates[place]?.neighbour === neighbour) return place;
  return -1;
}

/** The announcement that an entry of a neighbour rests on without bringing it. */
function knownFor(
  destination: Destination | undefined,
  neighbour: PeerKey,
  sequence: number,
): CheckedAnnouncement | undefined {
  if (destination?.announcement.sequence === sequence) return destination.announcement;
  const own = destination?.candidates[placeOf(destination.candidates, neighbour)]?.announcement;
  return own?.sequence === sequence ? own : undefined;
}

/** The way that costs least; the used one, unless that is worse by the factor. */
function cheapest(candidates: readonly Candidate[], usedBy: PeerKey | undefined): Candidate | undefined {
  let best: Candidate | undefined;
  let used: Candidate | undefined;
  for (const candidate of candidates) {
    if (candidate.costUs < (best?.costUs ?? INFINITE_COST_US)) best = candidate;
    if (candidate.neighbour === usedBy) used = candidate;
  }
  return best !== undefined && used !== undefined && best.costUs >= used.costUs * SWITCH_FACTOR ? used : best;
}

/** The route by a candidate: the one before, if nothing has changed that anybody has to know. */
function routeBy(candidate: Candidate, origin: PeerKey, before: Route | undefined): Route {
  const { neighbour, path, announcement, costUs } = candidate;
  const isSame =
    before?.announcement === announcement &&
    before.path.length === path.length &&
    before.path.every((hop, index) => hop === path[index]) &&
    Math.abs(costUs - before.costUs) <= before.costUs * COST_CHANGE_TOLD;
  return isSame ? before : { origin, neighbour, path, costUs, announcement };
}
