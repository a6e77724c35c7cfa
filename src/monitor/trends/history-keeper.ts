import { type Clock, isQForgeError, type Logger, type ScheduledCall } from '../../base/index.ts';
import type { MetricsRegistry } from '../metrics-registry.ts';
import type { HistoryFile, HistoryPoint } from './history-file.ts';
import { historyTiers, SAMPLE_EVERY_MS, tierFor } from './history-tiers.ts';
import { formatSeriesName, parseSeriesName, type SeriesName, seriesUnit } from './series-name.ts';
import { SeriesSampler } from './series-sampler.ts';

/** Moments between two looks for what is too old. */
const FORGET_EVERY = 30;

/** One series, as a list shows it. */
export interface ListedSeries extends SeriesName {
  readonly name: string;
  readonly unit: string;
  /** One sentence of what its metric means. */
  readonly help: string;
  /** Undefined: it has no value now. */
  readonly last: number | undefined;
}

/** Points of one series. */
export interface SeriesPoints {
  readonly name: string;
  readonly unit: string;
  readonly stepMs: number;
  /** Oldest first; where there is none, nothing was measured. */
  readonly points: readonly HistoryPoint[];
}

/** What a history is kept with. */
export interface HistoryKeeperParts {
  readonly registry: MetricsRegistry;
  readonly file: HistoryFile;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Writes the values of all series into a file, every ten seconds, and reads them back. Dispose of it to stop; the file stays open. */
export class HistoryKeeper implements Disposable {
  readonly #parts: HistoryKeeperParts;
  readonly #sampler = new SeriesSampler();
  readonly #listeners = new Set<(values: ReadonlyMap<string, number>, atMs: number) => void>();
  #latest: ReadonlyMap<string, number> = new Map();
  #moments = 0;
  #failing = false;
  #next: ScheduledCall;

  constructor(parts: HistoryKeeperParts) {
    this.#parts = parts;
    this.#next = parts.clock.schedule(0, () => this.#keepAgain());
  }

  /** Stops writing. */
  [Symbol.dispose](): void {
    this.#next.cancel();
  }

  /** Tells of the values of every moment; returns the way to stop that. */
  onMoment(listener: (values: ReadonlyMap<string, number>, atMs: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The values of the last moment, by the name of their series. */
  get latest(): ReadonlyMap<string, number> {
    return this.#latest;
  }

  /** Every series that has points. */
  list(): readonly ListedSeries[] {
    const described = new Map(this.#parts.registry.catalogue().map(([name, { help }]) => [name, help]));
    return this.#parts.file.series.flatMap((name) => {
      const parsed = parseSeriesName(name);
      if (parsed === undefined) return [];
      const help = described.get(parsed.metric) ?? '';
      return [{ name, ...parsed, unit: seriesUnit(parsed), help, last: this.#latest.get(name) }];
    });
  }

  /** The last `spanMs` of a series, in points of a width that reaches so far; undefined for a series without points. */
  points(unverifiedName: string, spanMs: number): SeriesPoints | undefined {
    const parsed = parseSeriesName(unverifiedName);
    const name = parsed === undefined ? undefined : formatSeriesName(parsed);
    if (parsed === undefined || name === undefined || !this.#parts.file.series.includes(name)) return undefined;
    const [tier, nowMs] = [tierFor(spanMs), this.#parts.clock.wallMs()];
    const stepMs = historyTiers[tier]?.stepMs ?? SAMPLE_EVERY_MS;
    const fromMs = Math.floor((nowMs - spanMs) / stepMs) * stepMs;
    const points = this.#parts.file.read(name, tier, fromMs, nowMs);
    return { name, unit: seriesUnit(parsed), stepMs, points };
  }

  /** Writes the values of this moment now, instead of at the next one. */
  keep(): void {
    const { registry, clock, file } = this.#parts;
    this.#latest = this.#sampler.sample(registry.snapshot(), clock.monotonicMs());
    const atMs = clock.wallMs();
    this.#guarded(() => {
      file.add(atMs, this.#latest);
      if (this.#moments % FORGET_EVERY === 0) file.forgetOld(atMs);
    });
    this.#moments += 1;
    for (const listener of this.#listeners) listener(this.#latest, atMs);
  }

  #keepAgain(): void {
    this.#next = this.#parts.clock.schedule(SAMPLE_EVERY_MS, () => this.#keepAgain());
    this.keep();
  }

  /** A disk that takes nothing costs history, and nothing else. It is told once, until it is well again. */
  #guarded(write: () => void): void {
    const { registry, logger } = this.#parts;
    try {
      write();
      this.#failing = false;
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      registry.count('qforge_history_failures_total', 1);
      if (!this.#failing)
        logger.log('warn', 'performance', 'history not written', { code: error.code, reason: error.message });
      this.#failing = true;
    }
  }
}
