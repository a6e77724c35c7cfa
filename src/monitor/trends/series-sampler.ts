import type { MetricLabels } from '../../base/index.ts';
import type { DistributionSnapshot } from '../distribution.ts';
import type { MetricSnapshot } from '../metrics-registry.ts';
import { formatSeriesName, type SeriesKind } from './series-name.ts';

/** Metrics that say what is, and never change while a process runs. */
const CONSTANT: ReadonlySet<string> = new Set(['qforge_build_info', 'process_start_time_seconds']);

interface Before {
  readonly atMs: number;
  readonly totals: ReadonlyMap<string, number | DistributionSnapshot>;
}

/** Turns looks at metrics into the values of series: gauges as they are, counters and histograms by what came since the last look. */
export class SeriesSampler {
  #before: Before | undefined;

  /** Values by the name of their series; `atMs` is monotonic. The first look gives gauges alone. */
  sample(metrics: readonly MetricSnapshot[], atMs: number): ReadonlyMap<string, number> {
    const values = new Map<string, number>();
    const totals = new Map<string, number | DistributionSnapshot>();
    const before = this.#before;
    const spanSeconds = before === undefined ? 0 : (atMs - before.atMs) / 1000;
    for (const { name, description, series } of metrics) {
      if (CONSTANT.has(name)) continue;
      for (const { labels, value } of series) {
        const put = (kind: SeriesKind, is: number): unknown => values.set(nameOf(kind, name, labels), is);
        if (description.kind === 'gauge') {
          put('value', value as number);
          continue;
        }
        const key = nameOf('value', name, labels);
        totals.set(key, value);
        if (spanSeconds <= 0) continue;
        const last = before?.totals.get(key);
        if (typeof value === 'number')
          put('rate', Math.max(0, value - ((last as number | undefined) ?? 0)) / spanSeconds);
        else putDistribution(put, description.buckets, last as DistributionSnapshot | undefined, value, spanSeconds);
      }
    }
    this.#before = { atMs, totals };
    return values;
  }
}

function nameOf(kind: SeriesKind, metric: string, labels: MetricLabels): string {
  return formatSeriesName({ kind, metric, labels });
}

/** A histogram that got nothing new has no quantiles. */
function putDistribution(
  put: (kind: SeriesKind, is: number) => unknown,
  bounds: readonly number[],
  last: DistributionSnapshot | undefined,
  now: DistributionSnapshot,
  spanSeconds: number,
): void {
  const cumulative = now.cumulative.map((count, at) => count - (last?.cumulative[at] ?? 0));
  const count = now.count - (last?.count ?? 0);
  put('rate', count / spanSeconds);
  if (count === 0) return;
  put('p50', bucketQuantile(0.5, bounds, cumulative, count));
  put('p99', bucketQuantile(0.99, bounds, cumulative, count));
}

/**
 * A quantile from buckets, linear within one, as Prometheus' `histogram_quantile` finds it; beyond the last bound that bound.
 *
 * `cumulative` are the values up to each of `bounds`, `count` all of them.
 */
export function bucketQuantile(
  quantile: number,
  bounds: readonly number[],
  cumulative: readonly number[],
  count: number,
): number {
  const rank = quantile * count;
  const at = cumulative.findIndex((upTo) => upTo >= rank);
  if (at < 0) return bounds.at(-1) ?? 0;
  const [lower, upper] = [bounds[at - 1] ?? 0, bounds[at] ?? 0];
  const [below, upTo] = [cumulative[at - 1] ?? 0, cumulative[at] ?? 0];
  return upTo === below ? upper : lower + ((upper - lower) * (rank - below)) / (upTo - below);
}
