import {
  type Clock,
  type LogFields,
  type Logger,
  type LogLevel,
  type MetricsSink,
  QForgeError,
  type RandomSource,
} from '../base/index.ts';
import { retryDelayMs } from './back-off.ts';
import { errorClassOf, errorCodeOf } from './error-class-of.ts';
import { type ErrorFigures, ErrorStatistics } from './error-statistics.ts';
import { pause } from './pause.ts';
import { defaultRecovery, type RecoveryPolicy, recoveryFor } from './recovery-policy.ts';
import { isTooLate, type RetryPlan } from './retry.ts';

/** What a handler is made with. */
export interface ErrorHandlerOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly policy?: RecoveryPolicy;
  /** Where errors are counted, if others count there too. */
  readonly statistics?: ErrorStatistics | undefined;
  /** Told of every error that is escalated. */
  readonly onEscalation?: (error: unknown, what: string) => void;
}

/** What a caller has at hand for the case that something goes wrong. */
export interface RecoveryMeans<T> {
  /** Whether doing it twice does no harm; only then is it tried again after a time-out. Default: false. */
  readonly isRepeatable?: boolean;
  readonly fallback?: (error: unknown) => T | Promise<T>;
  /** Makes what it rests on anew, such as a connection. */
  readonly reset?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** One failure of a piece of work, and how far its recoveries have come. */
interface Failure<T> {
  readonly what: string;
  readonly error: unknown;
  readonly means: RecoveryMeans<T>;
  readonly progress: { readonly sinceMs: number; retries: number; resets: number };
}

type Step = 'again' | 'fallback' | 'silent-fallback' | 'escalate' | 'pass';

/** Does what the policy says about errors, and counts them. */
export class ErrorHandler {
  readonly #options: ErrorHandlerOptions;
  readonly #policy: RecoveryPolicy;
  readonly #statistics: ErrorStatistics;

  constructor(options: ErrorHandlerOptions) {
    this.#options = options;
    this.#policy = options.policy ?? defaultRecovery;
    this.#statistics = options.statistics ?? new ErrorStatistics(options.clock);
  }

  /** What went wrong so far, recovered from or not. */
  figures(): ErrorFigures {
    return this.#statistics.figures();
  }

  /**
   * Does the work, and recovers from its errors by the policy.
   *
   * `what` is constant text that names the work in logs. Rejects with the error that could not be recovered from, and with `CANCELLED`
   * when the signal aborts between two attempts.
   */
  async run<T>(what: string, work: () => Promise<T>, means: RecoveryMeans<T> = {}): Promise<T> {
    const progress = { sinceMs: this.#options.clock.monotonicMs(), retries: 0, resets: 0 };
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const failure = { what, error, means, progress };
        const step = await this.#recover(failure);
        if (step !== 'again') return this.#end(step, failure);
      }
    }
  }

  #recover<T>(failure: Failure<T>): Step | Promise<Step> {
    const { error, means } = failure;
    this.#statistics.record(errorCodeOf(error), errorClassOf(error));
    const recovery = recoveryFor(this.#policy, error);
    switch (recovery.kind) {
      case 'retry':
        return this.#retry(failure, recovery.plan);
      case 'reset':
        return this.#reset(failure, recovery.times);
      case 'ignore':
        return means.fallback === undefined ? 'pass' : 'silent-fallback';
      case 'fallback':
        return lastResort(means);
      default:
        return recovery.kind;
    }
  }

  async #retry<T>(failure: Failure<T>, plan: RetryPlan): Promise<Step> {
    const { what, error, means, progress } = failure;
    const isUnknown = errorClassOf(error) === 'timeout' && means.isRepeatable !== true;
    if (isUnknown || progress.retries + 1 >= plan.attempts) return lastResort(means);
    const { clock, random } = this.#options;
    const delayMs = retryDelayMs(plan.backOff, progress.retries + 1, random);
    if (isTooLate(plan, progress.sinceMs, clock.monotonicMs() + delayMs)) return lastResort(means);
    progress.retries += 1;
    this.#tell('info', 'retry', failure, { retry: progress.retries, delayMs: Math.round(delayMs) });
    await pause(clock, delayMs, means.signal);
    if (means.signal?.aborted === true) throw new QForgeError('CANCELLED', { what }, { cause: error });
    return 'again';
  }

  async #reset<T>(failure: Failure<T>, times: number): Promise<Step> {
    const { means, progress } = failure;
    if (means.reset === undefined || progress.resets >= times) return lastResort(means);
    progress.resets += 1;
    this.#tell('warn', 'reset', failure);
    await means.reset();
    return 'again';
  }

  async #end<T>(step: Exclude<Step, 'again'>, failure: Failure<T>): Promise<T> {
    const { what, error, means } = failure;
    const { fallback } = means;
    if (step === 'escalate') {
      this.#tell('error', 'escalation', failure);
      this.#options.onEscalation?.(error, what);
    }
    if (step === 'escalate' || step === 'pass' || fallback === undefined) throw error;
    if (step === 'fallback') this.#tell('warn', 'fallback', failure);
    else this.#tell('debug', 'ignored', failure);
    return fallback(error);
  }

  #tell<T>(level: LogLevel, recovery: string, { what, error }: Failure<T>, fields: LogFields = {}): void {
    const [code, errorClass] = [errorCodeOf(error), errorClassOf(error)];
    this.#options.metrics.count('qforge_error_recoveries_total', 1, { recovery, class: errorClass });
    const category = errorClass === 'security' ? 'security' : 'error';
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.logger.log(level, category, `error ${recovery}`, { what, code, errorClass, reason, ...fields });
  }
}

/** Where nothing else helps: what the caller has for this case, else everyone is told. */
function lastResort({ fallback }: { readonly fallback?: unknown }): Step {
  return fallback === undefined ? 'escalate' : 'fallback';
}
