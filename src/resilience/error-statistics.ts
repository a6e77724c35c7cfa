import { type Clock, type ErrorClass, type MetricsSink, silentMetrics } from '../base/index.ts';
import { errorClassOf, errorCodeOf } from './error-class-of.ts';
import { SlidingWindow } from './sliding-window.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** How many kinds are told apart; more are counted as one. */
export const MAX_ERROR_KINDS = 256;

/** What is counted together when there are too many kinds. */
export const OTHER_ERRORS = 'OTHER';

/** How often something went wrong. */
export interface ErrorRate {
  readonly total: number;
  readonly lastMinute: number;
  /** By the last 15 minutes. */
  readonly perMinute: number;
}

/** What went wrong so far; plain data. */
export interface ErrorFigures extends ErrorRate {
  readonly byClass: Readonly<Partial<Record<ErrorClass, ErrorRate>>>;
  readonly byCode: Readonly<Record<string, ErrorRate>>;
  /** The last one, if there was one. */
  readonly last: { readonly code: string; readonly errorClass: ErrorClass; readonly atMs: number } | undefined;
}

/** Counts errors by class and code, in all and lately. */
export class ErrorStatistics {
  readonly #clock: Clock;
  readonly #metrics: MetricsSink;
  readonly #all: Tally;
  readonly #classes = new Map<ErrorClass, Tally>();
  readonly #codes = new Map<string, Tally>();
  #last: ErrorFigures['last'];

  constructor(clock: Clock, metrics: MetricsSink = silentMetrics) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#all = new Tally(clock);
  }

  /** This was thrown just now. */
  note(error: unknown): void {
    this.record(errorCodeOf(error), errorClassOf(error));
  }

  /** An error of that code and class happened just now. */
  record(code: string, errorClass: ErrorClass): void {
    const kind = this.#codes.has(code) || this.#codes.size < MAX_ERROR_KINDS ? code : OTHER_ERRORS;
    for (const tally of [this.#all, this.#tally(this.#classes, errorClass), this.#tally(this.#codes, kind)])
      tally.add();
    this.#metrics.count('qforge_errors_total', 1, { class: errorClass, code: kind });
    this.#last = { code, errorClass, atMs: this.#clock.wallMs() };
  }

  /** All figures as they are now. */
  figures(): ErrorFigures {
    return {
      ...this.#all.rate(),
      byClass: Object.fromEntries(Array.from(this.#classes, ([name, tally]) => [name, tally.rate()])),
      byCode: Object.fromEntries(Array.from(this.#codes, ([name, tally]) => [name, tally.rate()])),
      last: this.#last,
    };
  }

  #tally<K>(tallies: Map<K, Tally>, key: K): Tally {
    const tally = tallies.get(key) ?? new Tally(this.#clock);
    tallies.set(key, tally);
    return tally;
  }
}

class Tally {
  readonly #minute: SlidingWindow;
  readonly #quarter: SlidingWindow;
  #total = 0;

  constructor(clock: Clock) {
    this.#minute = new SlidingWindow(MINUTE_MS, clock);
    this.#quarter = new SlidingWindow(QUARTER_MS, clock);
  }

  add(): void {
    this.#total += 1;
    this.#minute.add();
    this.#quarter.add();
  }

  rate(): ErrorRate {
    return { total: this.#total, lastMinute: this.#minute.total(), perMinute: this.#quarter.perMinute() };
  }
}
