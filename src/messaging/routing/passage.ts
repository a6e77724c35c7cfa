import type { Neighbour } from './neighbour.ts';
import { failed, type RouteFailure, type RouteOutcome } from './route-outcome.ts';
import type { RoutePacket } from './route-packet.ts';
import { MAX_TRIES } from './routing-limits.ts';

/** What a packet on its way through a router needs. */
export interface PassageParts {
  readonly packet: RoutePacket;
  /** Neighbours by which the destination can be reached, the best first, as things are now. */
  readonly nextHops: () => readonly Neighbour[];
  /** The neighbour that it came from; undefined if it begins here. */
  readonly from: Neighbour | undefined;
  readonly nowMs: () => number;
  /** A share of the time that is left, for every try but the last. */
  readonly patience: number;
  /** Whether a delivery is proved; a hop can claim what it likes. */
  readonly isAnswer: (answer: Uint8Array) => boolean;
  /** A neighbour has delivered, or has not. */
  readonly onTried: (neighbour: Neighbour, outcome: RouteOutcome) => void;
  readonly done: (outcome: RouteOutcome) => void;
}

/** Failures that another neighbour might not have. */
const WORTH_ANOTHER: ReadonlySet<RouteFailure> = new Set<RouteFailure>([
  'no-route',
  'loop',
  'congestion',
  'link-lost',
  'forged',
  'expired',
  'hop-limit',
]);

/** Tries one neighbour after another, until a packet is delivered, its time is over, or nobody is left. spec/routing §5 */
export class Passage {
  readonly #parts: PassageParts;
  readonly #deadlineMs: number;
  readonly #tried = new Set<Neighbour>();
  #wasRefused = false;

  constructor(parts: PassageParts) {
    this.#parts = parts;
    this.#deadlineMs = parts.nowMs() + parts.packet.ttlMs;
  }

  /** Begins, or goes on after a failure. */
  next(lastFailure: RouteFailure = 'no-route'): void {
    const { packet, nextHops, from, nowMs, done } = this.#parts;
    const leftMs = this.#deadlineMs - nowMs();
    if (leftMs < 1) return done(failed('expired'));
    const hops = this.#tried.size < MAX_TRIES ? nextHops() : [];
    const open = hops.filter((hop) => hop !== from && !this.#tried.has(hop) && !hop.isClosed);
    const [neighbour] = open;
    if (neighbour === undefined) return done(failed(lastFailure));
    this.#tried.add(neighbour);
    const isLast = open.length === 1 || this.#tried.size === MAX_TRIES;
    const ttlMs = isLast ? leftMs : Math.max(1, leftMs * this.#parts.patience);
    neighbour.lane.send({ ...packet, ttlMs }, (outcome) => this.#onOutcome(neighbour, outcome));
  }

  /** That the destination refuses is proved by nobody: the origin asks by other ways, too. */
  #isWorthAnother(reason: RouteFailure): boolean {
    return WORTH_ANOTHER.has(reason) || (reason === 'refused' && this.#parts.from === undefined);
  }

  #onOutcome(neighbour: Neighbour, unproved: RouteOutcome): void {
    const { isAnswer, onTried, done } = this.#parts;
    const outcome = unproved.delivered && !isAnswer(unproved.answer) ? failed('forged') : unproved;
    onTried(neighbour, outcome);
    if (outcome.delivered || !this.#isWorthAnother(outcome.reason)) return done(outcome);
    if (outcome.reason === 'refused') this.#wasRefused = true;
    this.next(this.#wasRefused ? 'refused' : outcome.reason);
  }
}
