import type { RandomSource } from '../base/index.ts';

/** How pauses grow: not at all and of no length, not at all, by the same step each time, or to twice as much each time. */
export type Growth = 'immediate' | 'constant' | 'linear' | 'exponential';

/** How much of a pause is drawn: nothing; its second half; all of it. */
export type Jitter = 'none' | 'half' | 'full';

/** Pauses between attempts. */
export interface BackOffPlan {
  readonly growth: Growth;
  /** The first pause; with `linear` also what each further one is longer by. */
  readonly firstMs: number;
  /** No pause is longer. */
  readonly capMs: number;
  /** Drawn pauses keep many that lose the same thing from coming back in step. */
  readonly jitter: Jitter;
  /** Whether the first of all pauses is left out. */
  readonly beginsAtOnce?: boolean;
}

/** The pause before the retry of that number, from 1 on, in milliseconds. */
export function retryDelayMs(plan: BackOffPlan, retry: number, random: RandomSource): number {
  const number = plan.beginsAtOnce === true ? retry - 1 : retry;
  if (number < 1 || plan.growth === 'immediate') return 0;
  const spanMs = Math.min(plan.capMs, grown(plan, number));
  if (plan.jitter === 'none') return spanMs;
  const drawnMs = plan.jitter === 'full' ? spanMs : spanMs / 2;
  return spanMs - drawnMs + drawnMs * fraction(random);
}

/** The pauses of one thing that is tried again and again. */
export class BackOff {
  readonly #plan: BackOffPlan;
  readonly #random: RandomSource;
  #retries = 0;

  constructor(plan: BackOffPlan, random: RandomSource) {
    this.#plan = plan;
    this.#random = random;
  }

  /** Pauses since the last success. */
  get retries(): number {
    return this.#retries;
  }

  /** How long to pause before the next attempt, in milliseconds. */
  next(): number {
    this.#retries += 1;
    return retryDelayMs(this.#plan, this.#retries, this.#random);
  }

  /** The attempts have led to something that lasts. */
  reset(): void {
    this.#retries = 0;
  }
}

function grown({ growth, firstMs }: BackOffPlan, number: number): number {
  if (growth === 'linear') return firstMs * number;
  return growth === 'exponential' ? firstMs * 2 ** (number - 1) : firstMs;
}

/** Even in [0, 1). */
function fraction(random: RandomSource): number {
  const bytes = random.fill(new Uint8Array(4));
  return new DataView(bytes.buffer).getUint32(0) / 2 ** 32;
}
