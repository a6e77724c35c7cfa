import type { MetricLabels } from '../base/index.ts';
import type { MetricSnapshot } from './metrics-registry.ts';

/** One look at all metrics, to be asked by name. Histograms count as the sum of their values. */
export class MetricReading {
  readonly #metrics: ReadonlyMap<string, MetricSnapshot>;

  constructor(metrics: readonly MetricSnapshot[]) {
    this.#metrics = new Map(metrics.map((metric) => [metric.name, metric]));
  }

  /** The sum over all series whose labels have these values; undefined where there is none. */
  find(name: string, labels: MetricLabels = {}): number | undefined {
    const wanted = Object.entries(labels);
    const series = (this.#metrics.get(name)?.series ?? []).filter((one) =>
      wanted.every(([label, value]) => one.labels[label] === value),
    );
    if (series.length === 0) return undefined;
    return series.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : value.sum), 0);
  }

  /** The same, 0 where there is none. */
  total(name: string, labels: MetricLabels = {}): number {
    return this.find(name, labels) ?? 0;
  }
}
