import type { Clock, LogFields, Logger, MetricsSink } from '../../base/index.ts';

/** What a timer is made with. */
export interface PerformanceTimerOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
  /** Where the duration goes too, under the name of a metric in seconds. */
  readonly metric?: { readonly sink: MetricsSink; readonly name: string };
}

/** What a timer measured, in milliseconds. */
export interface TimedWork {
  readonly totalMs: number;
  /** Each from the end of the one before. */
  readonly laps: Readonly<Record<string, number>>;
}

/** Measures a piece of work, and logs how long it took and its laps, in category `performance`. */
export class PerformanceTimer {
  readonly #name: string;
  readonly #options: PerformanceTimerOptions;
  readonly #startMs: number;
  readonly #laps = new Map<string, number>();
  #lapMs: number;
  #result: TimedWork | undefined;

  private constructor(name: string, options: PerformanceTimerOptions) {
    this.#name = name;
    this.#options = options;
    this.#startMs = options.clock.monotonicMs();
    this.#lapMs = this.#startMs;
  }

  /** Starts now; `name` is constant text that says what is measured. */
  static start(name: string, options: PerformanceTimerOptions): PerformanceTimer {
    return new PerformanceTimer(name, options);
  }

  /** Measures work to its end, whether it succeeds or not. Rejects as the work does. */
  static async measure<T>(name: string, options: PerformanceTimerOptions, work: () => Promise<T>): Promise<T> {
    const timer = PerformanceTimer.start(name, options);
    try {
      const result = await work();
      timer.stop({ result: 'ok' });
      return result;
    } catch (error) {
      timer.stop({ result: 'failed' });
      throw error;
    }
  }

  /** Ends a lap: the time since the last one, or since the start; laps of one name are added up. */
  lap(name: string): number {
    const nowMs = this.#options.clock.monotonicMs();
    const lapMs = nowMs - this.#lapMs;
    this.#lapMs = nowMs;
    this.#laps.set(name, (this.#laps.get(name) ?? 0) + lapMs);
    return lapMs;
  }

  /** Ends the measurement and logs it; a second time changes nothing. */
  stop(fields: LogFields = {}): TimedWork {
    if (this.#result !== undefined) return this.#result;
    const { clock, logger, metric } = this.#options;
    const totalMs = clock.monotonicMs() - this.#startMs;
    const laps = Object.fromEntries(this.#laps);
    this.#result = { totalMs, laps };
    metric?.sink.observe(metric.name, totalMs / 1000);
    const lapFields = Object.fromEntries(Array.from(this.#laps, ([name, ms]) => [`${name}Ms`, rounded(ms)]));
    logger.log('info', 'performance', this.#name, { durationMs: rounded(totalMs), ...lapFields, ...fields });
    return this.#result;
  }
}

/** To a microsecond: clocks show no more. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
