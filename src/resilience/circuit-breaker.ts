import type * as Cockatiel from 'cockatiel';
import type { CircuitBreakerPolicy, CircuitState, IBreaker } from 'cockatiel';
import { type Clock, type Logger, type MetricsSink, QForgeError, type RandomSource } from '../base/index.ts';
import type { BackOffPlan } from './back-off.ts';
import { ClockedRest } from './clocked-rest.ts';
import { errorClassOf, errorCodeOf } from './error-class-of.ts';
import { type FailureRate, FailureRateBreaker } from './failure-rate-breaker.ts';

/** How a circuit stands: calls go through, none does, or one is on trial while the others wait for what comes of it. */
export type CircuitPosition = 'closed' | 'open' | 'half-open';

/** When a circuit opens: after so many failures one after another, or at a share of them. */
export type CircuitTrip = { readonly failures: number } | FailureRate;

/** What a circuit is made with. */
export interface CircuitBreakerOptions {
  /** What is behind it, as a sentence names it; not many different ones, since metrics are labelled with it. */
  readonly name: string;
  readonly trip: CircuitTrip;
  /** How long it stays open, and how that grows while trials fail. */
  readonly rest: BackOffPlan;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Which errors speak against what is behind it. Default: classes `recoverable`, `timeout`, `performance` and `resource`. */
  readonly isFailure?: (error: unknown) => boolean;
}

type Library = typeof Cockatiel;

/**
 * Stops asking what keeps failing, and lets one call try again after a rest.
 *
 *             too many failures               the rest is over, and somebody calls
 *     closed -------------------> open -----------------------------------> half-open
 *        ^                          ^------------- the trial fails --------------|
 *        |------------------------- the trial does not fail ---------------------|
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #library: Library;
  readonly #policy: CircuitBreakerPolicy;
  #rest: ClockedRest | undefined;

  private constructor(options: CircuitBreakerOptions, library: Library) {
    const { trip, rest: plan, clock, random, isFailure = speaksAgainst } = options;
    this.#options = options;
    this.#library = library;
    const onBegin = (rest: ClockedRest): void => {
      this.#rest = rest;
    };
    this.#policy = library.circuitBreaker(library.handleWhen(isFailure), {
      breaker: breakerOf(trip, clock, library),
      halfOpenAfter: { next: () => ClockedRest.begin({ plan, clock, random, onBegin }) },
    });
    this.#policy.onStateChange((state) => this.#tell(state));
  }

  /** Makes a closed circuit. The library is loaded only now, so that programs without circuits do not pay for it. */
  static async create(options: CircuitBreakerOptions): Promise<CircuitBreaker> {
    return new CircuitBreaker(options, await import('cockatiel'));
  }

  get position(): CircuitPosition {
    return this.#positionOf(this.#policy.state);
  }

  /** How long calls are turned away yet, in milliseconds. */
  get retryInMs(): number {
    if (this.position !== 'open' || this.#rest === undefined) return 0;
    return Math.max(0, this.#rest.dueMs - this.#options.clock.monotonicMs());
  }

  /** Calls, if it may be tried. Rejects as the call does, and with `CIRCUIT_OPEN`, with the last failure as its cause, without one. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(call);
    } catch (error) {
      if (!(error instanceof this.#library.BrokenCircuitError)) throw error;
      const details = { what: this.#options.name, retryInMs: Math.ceil(this.retryInMs) };
      throw new QForgeError('CIRCUIT_OPEN', details, { cause: this.#lastFailure });
    }
  }

  get #lastFailure(): unknown {
    const failure = this.#policy.lastFailure;
    return failure !== undefined && 'error' in failure ? failure.error : undefined;
  }

  #positionOf(state: CircuitState): CircuitPosition {
    const { Closed, HalfOpen } = this.#library.CircuitState;
    if (state === Closed) return 'closed';
    return state === HalfOpen ? 'half-open' : 'open';
  }

  #tell(state: CircuitState): void {
    const { name, logger, metrics } = this.#options;
    const position = this.#positionOf(state);
    metrics.gauge('qforge_circuit_open', position === 'open' ? 1 : 0, { circuit: name });
    if (position === 'open') metrics.count('qforge_circuit_openings_total', 1, { circuit: name });
    const fields = position === 'open' ? { code: errorCodeOf(this.#lastFailure), retryInMs: this.retryInMs } : {};
    logger.log(position === 'open' ? 'warn' : 'info', 'system', `circuit ${position}`, { circuit: name, ...fields });
  }
}

function breakerOf(trip: CircuitTrip, clock: Clock, library: Library): IBreaker {
  const { ConsecutiveBreaker, CircuitState: states } = library;
  return 'failures' in trip ? new ConsecutiveBreaker(trip.failures) : new FailureRateBreaker(trip, clock, states);
}

function speaksAgainst(error: unknown): boolean {
  return ['recoverable', 'timeout', 'performance', 'resource'].includes(errorClassOf(error));
}
