import type { IBackoff } from 'cockatiel';
import type { Clock, RandomSource } from '../base/index.ts';
import { type BackOffPlan, retryDelayMs } from './back-off.ts';

/** What rests are made with. */
export interface ClockedRestParts {
  readonly plan: BackOffPlan;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Told of every rest that begins. */
  readonly onBegin: (rest: ClockedRest) => void;
}

/**
 * How long a circuit stays open, by the clock that is handed in.
 *
 * The library compares `duration` with the time that has passed by the machine's clock, each time that it is asked. So a rest that
 * is not over says "for ever", and one that is over "since ever": whatever the machine's clock shows, ours decides.
 */
export class ClockedRest implements IBackoff<unknown> {
  readonly dueMs: number;
  readonly #parts: ClockedRestParts;
  readonly #number: number;

  private constructor(parts: ClockedRestParts, number: number) {
    this.#parts = parts;
    this.#number = number;
    this.dueMs = parts.clock.monotonicMs() + retryDelayMs(parts.plan, number, parts.random);
    parts.onBegin(this);
  }

  /** The first rest after a failure, from now on. */
  static begin(parts: ClockedRestParts): ClockedRest {
    return new ClockedRest(parts, 1);
  }

  get duration(): number {
    return this.#parts.clock.monotonicMs() >= this.dueMs ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  /** The rest after one more failure, from now on. */
  next(): ClockedRest {
    return new ClockedRest(this.#parts, this.#number + 1);
  }
}
