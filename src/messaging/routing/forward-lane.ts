import type { Clock, ScheduledCall } from '../../base/index.ts';
import { PacketQueue } from './packet-queue.ts';
import type { RouteFrame } from './route-frame.ts';
import { failed, type RouteFailure, type RouteOutcome } from './route-outcome.ts';
import type { RoutePacket, RoutePriority } from './route-packet.ts';
import { MAX_FORWARD_BYTES_UNDER_WAY, MAX_FORWARDS_UNDER_WAY } from './routing-limits.ts';

/** A packet that was given to a link. */
interface Passing {
  readonly packet: RoutePacket;
  readonly priority: RoutePriority;
  readonly bytes: number;
  readonly enteredAtMs: number;
  readonly done: (outcome: RouteOutcome) => void;
  timer?: ScheduledCall;
  number?: number;
  isDone: boolean;
}

/** Sends packets over one link by priority, and hears what became of them. spec/routing §5 */
export class ForwardLane {
  readonly #clock: Clock;
  readonly #post: (frame: RouteFrame) => void;
  readonly #waiting = new PacketQueue<Passing>();
  readonly #underWay = new Map<number, Passing>();
  #underWayBytes = 0;
  #number = 0;

  constructor(clock: Clock, post: (frame: RouteFrame) => void) {
    this.#clock = clock;
    this.#post = post;
  }

  /** Packets that wait or are under way. */
  get load(): number {
    return this.#waiting.size + this.#underWay.size;
  }

  /** Sends a packet when it is its turn; `done` is called once, at the latest when its time is over. */
  send(packet: RoutePacket, done: (outcome: RouteOutcome) => void): void {
    const { priority, payload, ttlMs } = packet;
    const enteredAtMs = this.#clock.monotonicMs();
    const passing: Passing = { packet, priority, bytes: payload.length, enteredAtMs, done, isDone: false };
    passing.timer = this.#clock.schedule(ttlMs, () => this.#end(passing, failed('expired')));
    for (const out of this.#waiting.add(passing)) this.#end(out, failed('congestion'));
    this.#fill();
  }

  /** The neighbour says what became of a packet. */
  settle(number: number, outcome: RouteOutcome): void {
    const passing = this.#underWay.get(number);
    if (passing !== undefined) this.#end(passing, outcome);
  }

  /** The link is gone, and everything on it. */
  close(reason: RouteFailure): void {
    const underWay = [...this.#underWay.values()];
    const waiting = Array.from({ length: this.#waiting.size }, () => this.#waiting.next());
    for (const passing of [...underWay, ...waiting]) if (passing !== undefined) this.#end(passing, failed(reason));
  }

  #fill(): void {
    while (this.#underWay.size < MAX_FORWARDS_UNDER_WAY && this.#underWayBytes < MAX_FORWARD_BYTES_UNDER_WAY) {
      const passing = this.#waiting.next();
      if (passing === undefined) return;
      if (!passing.isDone) this.#begin(passing);
    }
  }

  #begin(passing: Passing): void {
    this.#number = (this.#number + 1) % 2 ** 32;
    passing.number = this.#number;
    this.#underWay.set(this.#number, passing);
    this.#underWayBytes += passing.bytes;
    const waitedMs = this.#clock.monotonicMs() - passing.enteredAtMs;
    const packet = { ...passing.packet, ttlMs: passing.packet.ttlMs - waitedMs };
    this.#post({ type: 'forward', number: this.#number, packet });
  }

  #end(passing: Passing, outcome: RouteOutcome): void {
    if (passing.isDone) return;
    passing.isDone = true;
    passing.timer?.cancel();
    if (passing.number !== undefined && this.#underWay.delete(passing.number)) this.#underWayBytes -= passing.bytes;
    passing.done(outcome);
    this.#fill();
  }
}
