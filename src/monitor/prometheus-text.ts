import type { MetricLabels } from '../base/index.ts';
import type { DistributionSnapshot } from './distribution.ts';
import type { MetricSnapshot, SeriesSnapshot } from './metrics-registry.ts';

/** The type under which {@link prometheusText} is served. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics in Prometheus' text format, version 0.0.4: what its servers scrape. */
export function prometheusText(metrics: readonly MetricSnapshot[]): string {
  return metrics.map(family).join('');
}

function family(metric: MetricSnapshot): string {
  const { name, description, series } = metric;
  const help = description.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const head = `# HELP ${name} ${help}.\n# TYPE ${name} ${description.kind}\n`;
  return head + series.map((one) => samples(name, description.buckets, one)).join('');
}

function samples(name: string, bounds: readonly number[], { labels, value }: SeriesSnapshot): string {
  return typeof value === 'number' ? sample(name, labels, value) : histogramSamples(name, bounds, labels, value);
}

function histogramSamples(
  name: string,
  bounds: readonly number[],
  labels: MetricLabels,
  { count, sum, cumulative }: DistributionSnapshot,
): string {
  const buckets = bounds.map((bound, at) => bucket(name, labels, String(bound), cumulative[at] ?? 0));
  return [
    ...buckets,
    bucket(name, labels, '+Inf', count),
    sample(`${name}_sum`, labels, sum),
    sample(`${name}_count`, labels, count),
  ].join('');
}

function bucket(name: string, labels: MetricLabels, bound: string, count: number): string {
  return sample(`${name}_bucket`, { ...labels, le: bound }, count);
}

function sample(name: string, labels: MetricLabels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
