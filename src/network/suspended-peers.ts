import { type Clock, QForgeError } from '../base/index.ts';

/** Peers that are suspended at once, at most; beyond that the one suspended longest ago comes free. */
export const MAX_SUSPENDED_PEERS = 4096;

/** Peers with whom no channel is opened for a while, in either role. */
export class SuspendedPeers {
  readonly #clock: Clock;
  /** Until when; the one suspended longest ago comes first. */
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Suspends a peer from now on, for so long. */
  add(peerId: string, forMs: number): void {
    this.#untilMs.delete(peerId);
    this.#untilMs.set(peerId, this.#clock.monotonicMs() + forMs);
    const [oldest] = this.#untilMs.size > MAX_SUSPENDED_PEERS ? this.#untilMs.keys() : [];
    if (oldest !== undefined) this.#untilMs.delete(oldest);
  }

  /** Throws `PEER_SUSPENDED`. */
  requireWelcome(peerId: string): void {
    const untilMs = this.#untilMs.get(peerId);
    if (untilMs === undefined) return;
    if (this.#clock.monotonicMs() < untilMs) throw new QForgeError('PEER_SUSPENDED', { peer: peerId });
    this.#untilMs.delete(peerId);
  }
}
