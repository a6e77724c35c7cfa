import type { MetricLabels } from '../base/index.ts';

/** Series that one metric may have; a label with unbounded values must not fill the memory. */
export const MAX_SERIES_PER_METRIC = 256;
/** Characters of a label's value that are kept. */
export const MAX_LABEL_LENGTH = 128;

/** Keeps one value for each combination of labels, up to a limit. */
export class MetricSeries<T> {
  readonly #names: readonly string[];
  readonly #make: () => T;
  readonly #series = new Map<string, { readonly labels: readonly string[]; value: T }>();

  /** `names` are the labels, in order; `make` gives the first value of a series. */
  constructor(names: readonly string[], make: () => T) {
    this.#names = names;
    this.#make = make;
  }

  /** The place of these labels' value. Undefined when labels are other than the metric has, or there are too many series. */
  at(labels: MetricLabels | undefined): { value: T } | undefined {
    const values = this.#values(labels);
    if (values === undefined) return undefined;
    const key = values.join('\n');
    const found = this.#series.get(key);
    if (found !== undefined || this.#series.size >= MAX_SERIES_PER_METRIC) return found;
    const made = { labels: values, value: this.#make() };
    this.#series.set(key, made);
    return made;
  }

  /** Every series, with its labels' values in the order of their names. */
  all(): Iterable<{ readonly labels: readonly string[]; readonly value: T }> {
    return this.#series.values();
  }

  /** Forgets all series. */
  clear(): void {
    this.#series.clear();
  }

  #values(labels: MetricLabels = {}): readonly string[] | undefined {
    if (Object.keys(labels).length !== this.#names.length) return undefined;
    const values: string[] = [];
    for (const name of this.#names) {
      const value = labels[name];
      if (value === undefined) return undefined;
      values.push(value.slice(0, MAX_LABEL_LENGTH));
    }
    return values;
  }
}
