import type { ByteWriter, Clock, ScheduledCall } from '../../base/index.ts';
import { ForwardLane } from './forward-lane.ts';
import type { KeyBook } from './key-book.ts';
import { LinkProber } from './link-prober.ts';
import { LinkQuality } from './link-quality.ts';
import type { PeerKey } from './peer-key.ts';
import { decodeFrame, encodeFrame, type RouteFrame } from './route-frame.ts';
import type { RouteFailure, RouteOutcome } from './route-outcome.ts';
import type { RoutePacket } from './route-packet.ts';
import type { Route } from './route-table.ts';
import type { RouteEntry } from './route-update.ts';
import type { RouterLink } from './router-link.ts';
import { ANNOUNCEMENTS_PER_SECOND } from './routing-limits.ts';
import { UpdateSender } from './update-sender.ts';

/** What came of the entries of an update. */
export interface TakenEntries {
  /** Announcements that had to be checked. */
  readonly checks: number;
  /** Destinations whose announcement is missing. */
  readonly wanted: readonly PeerKey[];
}

/** What a neighbour needs of the router. */
export interface NeighbourHost {
  readonly clock: Clock;
  /** For frames, which links copy. */
  readonly writer: ByteWriter;
  /** Of the devices that neighbours have told of. */
  readonly keys: KeyBook;
  routeTo(origin: PeerKey): Route | undefined;
  /** Takes entries. */
  onEntries(from: Neighbour, entries: readonly RouteEntry[]): TakenEntries;
  onPacket(from: Neighbour, packet: RoutePacket, done: (outcome: RouteOutcome) => void): void;
  onMeasured(neighbour: Neighbour): void;
  /** The link is dead, or the neighbour has broken the protocol. */
  onBroken(neighbour: Neighbour, reason: string): void;
  /** Frames and bytes that were sent, for the statistics. */
  onPosted(frame: RouteFrame, bytes: number): void;
}

/** One neighbour of a router: what is measured of it, told to it, and sent by it. */
export class Neighbour {
  readonly key: PeerKey;
  readonly peerId: string;
  readonly quality: LinkQuality = new LinkQuality();
  readonly updates: UpdateSender;
  readonly lane: ForwardLane;
  readonly #host: NeighbourHost;
  readonly #link: RouterLink;
  readonly #prober: LinkProber;
  /** An update that is not answered yet, to hold the neighbour back. */
  #holding: ScheduledCall | undefined;
  #isClosed = false;

  constructor(key: PeerKey, link: RouterLink, host: NeighbourHost) {
    this.key = key;
    this.peerId = link.peerId;
    this.#host = host;
    this.#link = link;
    const { clock } = host;
    const post = (frame: RouteFrame): void => this.#post(frame);
    this.updates = new UpdateSender({ neighbour: key, clock, post, routeTo: (origin) => host.routeTo(origin) });
    this.lane = new ForwardLane(clock, post);
    this.#prober = new LinkProber({
      clock,
      quality: this.quality,
      post: (number) => post({ type: 'probe', number }),
      onMeasured: () => host.onMeasured(this),
      onDead: () => host.onBroken(this, 'it does not answer'),
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  start(): void {
    this.#prober.start();
  }

  /** Takes a frame. Throws `MALFORMED`. */
  receive(unverified: Uint8Array): void {
    if (this.#isClosed) return;
    const frame = decodeFrame(unverified, this.#host.keys);
    switch (frame.type) {
      case 'probe':
        return this.#post({ type: 'probeReply', number: frame.number });
      case 'probeReply':
        return this.#prober.answered(frame.number);
      case 'update':
        return this.#onUpdate(frame.number, frame.entries);
      case 'updateTaken':
        return this.updates.taken(frame.number, frame.wanted);
      case 'forward':
        return this.#onForward(frame.number, frame.packet);
      case 'outcome':
        return this.lane.settle(frame.number, frame.outcome);
    }
  }

  /** Ends everything that goes on with the neighbour. */
  close(reason: RouteFailure): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#prober.stop();
    this.updates.close();
    this.#holding?.cancel();
    this.lane.close(reason);
    this.#link.close(reason);
  }

  #onUpdate(number: number, entries: readonly RouteEntry[]): void {
    if (this.#holding !== undefined) return;
    const { checks, wanted } = this.#host.onEntries(this, entries);
    const taken = (): void => {
      this.#holding = undefined;
      this.#post({ type: 'updateTaken', number, wanted });
    };
    const delayMs = Math.floor((checks * 1000) / ANNOUNCEMENTS_PER_SECOND);
    if (delayMs === 0) taken();
    else this.#holding = this.#host.clock.schedule(delayMs, taken);
  }

  #onForward(number: number, packet: RoutePacket): void {
    this.#host.onPacket(this, packet, (outcome) => {
      if (!this.#isClosed) this.#post({ type: 'outcome', number, outcome });
    });
  }

  #post(frame: RouteFrame): void {
    if (this.#isClosed) return;
    // Messages of others have memory of their own: they would make that of the router as long as the longest.
    const bytes = frame.type === 'forward' ? encodeFrame(frame) : encodeFrame(frame, this.#host.writer);
    this.#host.onPosted(frame, bytes.length);
    this.#link.post(bytes);
  }
}
