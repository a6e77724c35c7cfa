import type { MetricLabels, MetricsSink } from '../base/index.ts';
import { Distribution, type DistributionSnapshot } from './distribution.ts';
import { metricCatalogue } from './metric-catalogue.ts';
import type { MetricDescription, MetricKind, MetricTable } from './metric-description.ts';
import { MetricSeries } from './metric-series.ts';

/** One series of a metric, as plain data. */
export interface SeriesSnapshot {
  readonly labels: MetricLabels;
  /** A number, or what a histogram holds. */
  readonly value: number | DistributionSnapshot;
}

/** One metric with all its series, as plain data. */
export interface MetricSnapshot {
  readonly name: string;
  readonly description: MetricDescription;
  readonly series: readonly SeriesSnapshot[];
}

/** Why a measurement was not kept. */
export type RefusalReason = 'unknown-metric' | 'other-kind' | 'labels-or-series' | 'value';

/** Sets gauges just before they are read. */
export type MetricsCollector = (sink: MetricsSink) => void;

const REFUSED = 'qforge_metrics_refused_total';

/**
 * Keeps the product's metrics: a sink for all rooms, and a snapshot for whoever shows them.
 *
 * A measurement that does not fit its description is counted and dropped, never thrown: measuring must not break what is measured.
 */
export class MetricsRegistry implements MetricsSink {
  readonly #table: MetricTable;
  readonly #numbers = new Map<string, MetricSeries<number>>();
  readonly #distributions = new Map<string, MetricSeries<Distribution>>();
  readonly #collectors: MetricsCollector[] = [];

  constructor(table: MetricTable = metricCatalogue) {
    this.#table = table;
    for (const [name, { kind, labels, buckets }] of Object.entries(table)) {
      if (kind === 'histogram')
        this.#distributions.set(name, new MetricSeries(labels, () => new Distribution(buckets)));
      else this.#numbers.set(name, new MetricSeries(labels, () => 0));
    }
  }

  count(name: string, delta: number, labels?: MetricLabels): void {
    const place = this.#place(this.#numbers, 'counter', name, delta, labels);
    if (place !== undefined) place.value += delta;
  }

  gauge(name: string, value: number, labels?: MetricLabels): void {
    const place = this.#place(this.#numbers, 'gauge', name, Math.abs(value), labels);
    if (place !== undefined) place.value = value;
  }

  observe(name: string, value: number, labels?: MetricLabels): void {
    this.#place(this.#distributions, 'histogram', name, value, labels)?.value.add(value);
  }

  /** Asks `collector` before every snapshot. */
  addCollector(collector: MetricsCollector): void {
    this.#collectors.push(collector);
  }

  /** Every metric that there may be, by name. */
  catalogue(): readonly (readonly [string, MetricDescription])[] {
    return Object.entries(this.#table);
  }

  /** All metrics that have a value, in the order of the catalogue. */
  snapshot(): readonly MetricSnapshot[] {
    for (const collector of this.#collectors) collector(this);
    return Object.entries(this.#table)
      .map(([name, description]) => ({ name, description, series: this.#seriesOf(name, description) }))
      .filter(({ series }) => series.length > 0);
  }

  /** Quantiles of what a histogram without labels got since the last call; for one reader only. Empty without values. */
  takeRecent(name: string): ReadonlyMap<number, number> {
    return this.#distributions.get(name)?.at({})?.value.takeRecent() ?? new Map<number, number>();
  }

  #seriesOf(name: string, { labels: names }: MetricDescription): readonly SeriesSnapshot[] {
    const labelled = (values: readonly string[]): MetricLabels =>
      Object.fromEntries(names.map((label, at) => [label, values[at] ?? '']));
    const numbers = [...(this.#numbers.get(name)?.all() ?? [])].map(({ labels, value }) => ({
      labels: labelled(labels),
      value,
    }));
    const distributions = [...(this.#distributions.get(name)?.all() ?? [])].map(({ labels, value }) => ({
      labels: labelled(labels),
      value: value.snapshot(),
    }));
    return [...numbers, ...distributions];
  }

  /** Where a measurement goes; undefined, and counted, if it fits nowhere. `size` must be finite and not negative. */
  #place<T>(
    kept: ReadonlyMap<string, MetricSeries<T>>,
    kind: MetricKind,
    name: string,
    size: number,
    labels: MetricLabels | undefined,
  ): { value: T } | undefined {
    const description = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (description === undefined) return this.#refuse('unknown-metric');
    if (description.kind !== kind) return this.#refuse('other-kind');
    if (!(size >= 0 && size < Number.POSITIVE_INFINITY)) return this.#refuse('value');
    return kept.get(name)?.at(labels) ?? this.#refuse('labels-or-series');
  }

  #refuse(reason: RefusalReason): undefined {
    const place = this.#numbers.get(REFUSED)?.at({ reason });
    if (place !== undefined) place.value += 1;
    return undefined;
  }
}
