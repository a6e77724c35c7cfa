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
 * A neighbour never hears of a way that leads through itself, nor of one that is too long for it. The announcement that a way rests on goes along only when
 * the neighbour has asked for it, which it does when no other neighbour has brought it: announcements are far longer than all else.
 */
export class UpdateSender {
  readonly #parts: UpdateSenderParts;
  readonly #changed = new Set<PeerKey>();
  /** What the neighbour was told last, by destination. */
  readonly #told = new Map<PeerKey, Route>();
  /** Destinations whose announcement the neighbour has asked for. */
  readonly #wanted = new Set<PeerKey>();
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

  /** The neighbour has taken an update, but for ways whose announcement it wants to see first. */
  taken(number: number, wanted: readonly PeerKey[]): void {
    if (number !== this.#underWay?.number) return;
    for (const entry of this.#underWay.entries) if (wanted.includes(entry.origin)) this.#want(entry);
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
    this.#wanted.clear();
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
      const entry = entryOf(origin, route, told, this.#wanted.has(origin));
      bytes += entry === undefined ? 0 : entryBytes(entry);
      if (entries.length === MAX_UPDATE_ENTRIES || bytes > MAX_UPDATE_BYTES) break;
      this.#changed.delete(origin);
      this.#wanted.delete(origin);
      if (entry === undefined) continue;
      entries.push(entry);
      if (route === undefined) this.#told.delete(origin);
      else this.#told.set(origin, route);
    }
    return entries;
  }

  /** Only what was told without its announcement can be asked for. */
  #want(entry: RouteEntry): void {
    if (entry.kind !== 'route' || entry.announcement !== undefined) return;
    this.#wanted.add(entry.origin);
    this.#changed.add(entry.origin);
  }

  #tellable(origin: PeerKey): Route | undefined {
    const route = this.#parts.routeTo(origin);
    if (route === undefined || route.path.length >= MAX_HOPS) return undefined;
    return route.path.includes(this.#parts.neighbour) ? undefined : route;
  }
}

/** What the neighbour has to be told; undefined if it knows. Nobody else can have brought it the announcement of this router. */
function entryOf(
  origin: PeerKey,
  route: Route | undefined,
  told: Route | undefined,
  isWanted: boolean,
): RouteEntry | undefined {
  if (route === undefined) return told === undefined ? undefined : { kind: 'withdrawn', origin };
  if (route === told && !isWanted) return undefined;
  const { costUs, path, announcement } = route;
  const goesAlong = isWanted || (path.length === 0 && told?.announcement !== announcement);
  const bytes = goesAlong ? announcement.bytes : undefined;
  return { kind: 'route', origin, sequence: announcement.sequence, costUs, path, announcement: bytes };
}
