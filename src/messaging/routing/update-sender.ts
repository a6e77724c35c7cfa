import type { Clock, ScheduledCall } from '../../base/index.ts';
import type { PeerKey } from './peer-key.ts';
import type { RouteFrame } from './route-frame.ts';
import type { Route } from './route-table.ts';
import { entryBytes, type RouteEntry } from './route-update.ts';
import {
  MAX_HOPS,
  MAX_UPDATE_BYTES,
  MAX_UPDATE_ENTRIES,
  UPDATE_INTERVAL_MS,
  UPDATE_RETRY_MS,
} from './routing-limits.ts';

/** What telling a neighbour needs. */
export interface UpdateSenderParts {
  readonly neighbour: PeerKey;
  readonly clock: Clock;
  readonly post: (frame: RouteFrame) => void;
  /** The way to a destination as it is now. */
  readonly routeTo: (origin: PeerKey) => Route | undefined;
}

/**
 * Tells one neighbour of routes that have changed: one update at a time, the next when it was taken. spec/routing §4
 *
 * A neighbour never hears of a way that leads through itself, nor of one that is too long for it.
 */
export class UpdateSender {
  readonly #parts: UpdateSenderParts;
  readonly #changed = new Set<PeerKey>();
  /** What the neighbour was told last, by destination. */
  readonly #told = new Map<PeerKey, Route>();
  #number = 0;
  #underWay: Extract<RouteFrame, { type: 'update' }> | undefined;
  #timer: ScheduledCall | undefined;
  #isClosed = false;

  constructor(parts: UpdateSenderParts) {
    this.#parts = parts;
  }

  /** The way to a destination has changed. */
  changed(origin: PeerKey): void {
    this.#changed.add(origin);
    if (this.#underWay === undefined && this.#timer === undefined) this.#schedule(UPDATE_INTERVAL_MS);
  }

  /** The neighbour has taken an update. */
  taken(number: number): void {
    if (number !== this.#underWay?.number) return;
    this.#underWay = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#changed.size > 0) this.#schedule(UPDATE_INTERVAL_MS);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#changed.clear();
    this.#told.clear();
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed) return;
    this.#timer = this.#parts.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      this.#send();
    });
  }

  #send(): void {
    if (this.#underWay === undefined) {
      const entries = this.#entries();
      if (entries.length === 0) return;
      this.#number = (this.#number + 1) % 2 ** 32;
      this.#underWay = { type: 'update', number: this.#number, entries };
    }
    this.#parts.post(this.#underWay);
    this.#schedule(UPDATE_RETRY_MS);
  }

  /** As many changes as one update takes. */
  #entries(): readonly RouteEntry[] {
    const entries: RouteEntry[] = [];
    let bytes = 16;
    for (const origin of this.#changed) {
      const told = this.#told.get(origin);
      const route = this.#tellable(origin);
      const entry = entryOf(origin, route, told);
      bytes += entry === undefined ? 0 : entryBytes(entry);
      if (entries.length === MAX_UPDATE_ENTRIES || bytes > MAX_UPDATE_BYTES) break;
      this.#changed.delete(origin);
      if (entry === undefined) continue;
      entries.push(entry);
      if (route === undefined) this.#told.delete(origin);
      else this.#told.set(origin, route);
    }
    return entries;
  }

  #tellable(origin: PeerKey): Route | undefined {
    const route = this.#parts.routeTo(origin);
    if (route === undefined || route.path.length >= MAX_HOPS) return undefined;
    return route.path.includes(this.#parts.neighbour) ? undefined : route;
  }
}

/** What the neighbour has to be told; undefined if it knows. */
function entryOf(origin: PeerKey, route: Route | undefined, told: Route | undefined): RouteEntry | undefined {
  if (route === undefined) return told === undefined ? undefined : { kind: 'withdrawn', origin };
  if (route === told) return undefined;
  const { costUs, path, announcement } = route;
  const isKnown = told?.announcement === announcement;
  const bytes = isKnown ? undefined : announcement.bytes;
  return { kind: 'route', origin, sequence: announcement.sequence, costUs, path, announcement: bytes };
}
