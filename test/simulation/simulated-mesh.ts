import { ByteReader, ByteWriter, byteString, concatBytes, silentLogger, silentMetrics } from '../../src/base/index.ts';
import { formatPeerId, parsePeerId } from '../../src/handshake/index.ts';
import { KeyBook } from '../../src/messaging/routing/key-book.ts';
import { MessageRouter } from '../../src/messaging/routing/message-router.ts';
import { type PeerKey, peerKeyOf } from '../../src/messaging/routing/peer-key.ts';
import type { AnnouncementProver, CheckedAnnouncement } from '../../src/messaging/routing/route-announcement.ts';
import type { AttachedLink, RouterLink } from '../../src/messaging/routing/router-link.ts';
import type { RouterStatistics } from '../../src/messaging/routing/router-statistics.ts';
import { ANNOUNCEMENT_LIFETIME_MS } from '../../src/messaging/routing/routing-limits.ts';
import type { Chances } from './chances.ts';
import { EventHeap } from './event-heap.ts';
import type { MeshEdge } from './mesh-paths.ts';

/** How links behave. */
export interface LinkWeather {
  readonly delayMs: readonly [number, number];
  /** Share of frames that have to be sent again, each time this much later. */
  readonly loss: number;
  readonly resendMs: number;
}

/** A link between two nodes, up or down. */
interface SimulatedLink {
  readonly ends: readonly [number, number];
  readonly delayMs: number;
  readonly loss: number;
  attached: readonly [AttachedLink, AttachedLink] | undefined;
  /** Counts lives: frames of an earlier one are lost. */
  life: number;
  /** Frames stay in order, as on a channel. */
  readonly arrivesMs: [number, number];
}

/** A node of the mesh. */
export interface MeshNode {
  readonly index: number;
  readonly peerId: string;
  router: MessageRouter | undefined;
  /** Payloads that came, as text. */
  readonly received: string[];
}

/** Of the frames that carry messages. spec/routing §2 */
const FORWARD_TYPE = 5;

/** Bytes of an announcement here: two times and a key. */
export const SIMULATED_ANNOUNCEMENT_BYTES = 48;

/** What stands for a signed announcement. */
export function simulatedAnnouncement(key: PeerKey, sequence: number, expiresAtMs: number): Uint8Array {
  return new ByteWriter(SIMULATED_ANNOUNCEMENT_BYTES).u64(sequence).u64(expiresAtMs).byteString(key).finish();
}

/** Announcements that are "signed" by containing the key: what signatures are for is tested elsewhere, with real ones. */
function keyedProver(key: PeerKey, made: Map<PeerKey, CheckedAnnouncement>): AnnouncementProver {
  return {
    make: (wallMs) => {
      const [sequence, expiresAtMs] = [wallMs, wallMs + ANNOUNCEMENT_LIFETIME_MS];
      const announcement = { sequence, expiresAtMs, bytes: simulatedAnnouncement(key, sequence, expiresAtMs) };
      made.set(key, announcement);
      return announcement;
    },
    check: (unverified, origin, wallMs) => {
      if (unverified.length !== SIMULATED_ANNOUNCEMENT_BYTES) return undefined;
      const reader = new ByteReader(unverified, 'announcement');
      const [sequence, expiresAtMs] = [reader.u64(), reader.u64()];
      const isOfOrigin = byteString(reader.rest()) === origin;
      if (!isOfOrigin || expiresAtMs < wallMs) return undefined;
      // One object for all routers, as far as it is the same: a thousand of them are in one process here.
      const known = made.get(origin);
      return known?.sequence === sequence ? known : { sequence, expiresAtMs, bytes: unverified.slice() };
    },
  };
}

/** Routers over simulated links on simulated time; nothing but the links and the signatures is simulated. */
export class SimulatedMesh {
  readonly clock = new EventHeap();
  readonly nodes: readonly MeshNode[];
  readonly #chances: Chances;
  readonly #weather: LinkWeather;
  readonly #links: SimulatedLink[] = [];
  /** For frames that are on their way, by the power of two that is their length. */
  readonly #free: Uint8Array[][] = [];
  /** What all routers may share, being in one process. */
  readonly #keys = new KeyBook();
  readonly #announcements = new Map<PeerKey, CheckedAnnouncement>();
  /** Of routers that are gone. */
  readonly #past: RouterStatistics[] = [];

  constructor(size: number, chances: Chances, weather: LinkWeather) {
    this.#chances = chances;
    this.#weather = weather;
    this.nodes = Array.from({ length: size }, (_, index): MeshNode => {
      return { index, peerId: formatPeerId(chances.bytes(32)), router: undefined, received: [] };
    });
    for (const node of this.nodes) this.start(node.index);
  }

  get links(): number {
    return this.#links.length;
  }

  node(index: number): MeshNode {
    const node = this.nodes[index];
    if (node === undefined) throw new RangeError(`there is no node ${index}`);
    return node;
  }

  /** The router of a node that is there. */
  router(index: number): MessageRouter {
    const { router } = this.node(index);
    if (router === undefined) throw new RangeError(`node ${index} is away`);
    return router;
  }

  /** What all routers have done, those that are gone included. */
  allStatistics(): readonly RouterStatistics[] {
    const live = this.nodes.map(({ router }) => router?.statistics());
    return [...this.#past, ...live.filter((statistics) => statistics !== undefined)];
  }

  /** A node begins, knowing nothing. */
  start(index: number): void {
    const node = this.node(index);
    node.router = new MessageRouter({
      peerId: node.peerId,
      prover: keyedProver(peerKeyOf(node.peerId), this.#announcements),
      keys: this.#keys,
      clock: this.clock,
      random: { fill: (target) => (target.set(this.#chances.bytes(target.length)), target) },
      logger: silentLogger,
      metrics: silentMetrics,
      deliver: (payload) => {
        this.clock.settlePromises();
        node.received.push(Buffer.from(payload).toString());
        return Promise.resolve(answerOf(payload, node.peerId));
      },
    });
    for (const [number, link] of this.#links.entries()) if (link.ends.includes(index)) this.raise(number);
  }

  /** A node is gone, with everything that it knew. */
  stop(index: number): void {
    for (const [number, link] of this.#links.entries()) if (link.ends.includes(index)) this.cut(number);
    const router = this.router(index);
    this.#past.push(router.statistics());
    router.close();
    this.node(index).router = undefined;
  }

  /** Joins two nodes; returns the number of the link. */
  join(a: number, b: number, delayMs?: number): number {
    const [low, high] = this.#weather.delayMs;
    this.#links.push({
      ends: [a, b],
      delayMs: delayMs ?? this.#chances.between(low, high),
      loss: this.#weather.loss * 2 * (this.#chances.below(1000) / 1000),
      attached: undefined,
      life: 0,
      arrivesMs: [0, 0],
    });
    this.raise(this.#links.length - 1);
    return this.#links.length - 1;
  }

  /** A link comes up, if both of its ends are there. */
  raise(number: number): void {
    const link = this.#link(number);
    const [a, b] = link.ends.map((index) => this.node(index));
    if (link.attached !== undefined || a?.router === undefined || b?.router === undefined) return;
    link.life += 1;
    link.attached = [a.router.attach(this.#end(link, 0, b)), b.router.attach(this.#end(link, 1, a))];
  }

  /** A link goes down; what is on it is lost. */
  cut(number: number): void {
    const link = this.#link(number);
    const { attached } = link;
    if (attached === undefined) return;
    link.attached = undefined;
    link.life += 1;
    for (const end of attached) end.lost();
  }

  /** The links that are up. */
  edges(): readonly MeshEdge[] {
    return this.#links.filter(({ attached }) => attached !== undefined);
  }

  isUp(number: number): boolean {
    return this.#link(number).attached !== undefined;
  }

  #end(link: SimulatedLink, side: 0 | 1, other: MeshNode): RouterLink {
    const { life } = link;
    return {
      peerId: other.peerId,
      post: (frame) => {
        if (link.life !== life) return;
        const arrivesMs = Math.max(link.arrivesMs[side], this.clock.monotonicMs() + this.#travelMs(link));
        link.arrivesMs[side] = arrivesMs;
        const [copy, { length }] = [this.#copyOf(frame), frame];
        this.clock.schedule(arrivesMs - this.clock.monotonicMs(), () => {
          if (link.life === life) link.attached?.[side === 0 ? 1 : 0].receive(copy.subarray(0, length));
          if (copy.length > length) this.#free[Math.log2(copy.length)]?.push(copy);
        });
      },
      close: () => {
        if (link.life === life && link.attached !== undefined) this.cut(this.#links.indexOf(link));
      },
    };
  }

  /** Memory that is used again, which is longer than the frame; of messages, which a router keeps, memory of their own. */
  #copyOf(frame: Uint8Array): Uint8Array {
    if (frame[0] === FORWARD_TYPE) return frame.slice();
    const power = 32 - Math.clz32(frame.length);
    const copy = (this.#free[power] ??= []).pop() ?? new Uint8Array(2 ** power);
    copy.set(frame);
    return copy;
  }

  /** What is lost is sent again, as on every channel: it comes later. */
  #travelMs({ delayMs, loss }: SimulatedLink): number {
    let travelMs = delayMs;
    while (this.#chances.happens(loss)) travelMs += this.#weather.resendMs;
    return travelMs;
  }

  #link(number: number): SimulatedLink {
    const link = this.#links[number];
    if (link === undefined) throw new RangeError(`there is no link ${number}`);
    return link;
  }
}

/** What only the destination of a payload is taken to be able to make, standing for a receipt. */
export function answerOf(payload: Uint8Array, peerId: string): Uint8Array {
  return concatBytes(payload.subarray(0, 16), parsePeerId(peerId));
}
