import type { MetricLabels } from '../../base/index.ts';

/** What of a metric a series follows: a gauge itself, the growth of a counter per second, or a quantile of a histogram's new values. */
export const SERIES_KINDS = ['value', 'rate', 'p50', 'p99'] as const;

/** See {@link SERIES_KINDS}. */
export type SeriesKind = (typeof SERIES_KINDS)[number];

/** One number that is followed over time. */
export interface SeriesName {
  readonly kind: SeriesKind;
  readonly metric: string;
  readonly labels: MetricLabels;
}

/** A longer text is no name. */
export const MAX_SERIES_NAME_LENGTH = 1024;

//  [KIND ":"] METRIC ["{" LABEL "=" JSON-text {"," LABEL "=" JSON-text} "}"]      "value:" is left out
const NAME = /^(?:(?<kind>rate|p50|p99):)?(?<metric>[a-z_][a-z\d_]*)(?:\{(?<labels>.+)\})?$/u;
const LABEL = /(?<label>[a-z_][a-z\d_]*)=(?<text>"(?:[^"\\]|\\.)*")(?:,|$)/uy;

/** The name as one text, such as `rate:qforge_messages_total{direction="sent"}`; labels in the order in which they are given. */
export function formatSeriesName({ kind, metric, labels }: SeriesName): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${kind === 'value' ? '' : `${kind}:`}${metric}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`;
}

/** What a text names; undefined for one that names nothing. */
export function parseSeriesName(unverified: string): SeriesName | undefined {
  if (unverified.length > MAX_SERIES_NAME_LENGTH) return undefined;
  const groups = NAME.exec(unverified)?.groups;
  const metric = groups?.['metric'];
  const labels = parseLabels(groups?.['labels'] ?? '');
  if (metric === undefined || labels === undefined) return undefined;
  return { kind: (groups?.['kind'] as SeriesKind | undefined) ?? 'value', metric, labels };
}

function parseLabels(text: string): MetricLabels | undefined {
  const pairs: [string, string][] = [];
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const groups = LABEL.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const value = textOf(groups['text'] ?? '');
    if (value === undefined) return undefined;
    pairs.push([groups['label'] ?? '', value]);
  }
  return Object.fromEntries(pairs);
}

function textOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/** The unit of a series' values, from the conventions of metrics' names. */
export function seriesUnit({ kind, metric }: Pick<SeriesName, 'kind' | 'metric'>): string {
  const base = baseUnit(metric.replace(/_total$/u, ''));
  if (kind !== 'rate') return base;
  if (base === 'seconds' && metric.endsWith('_total')) return 'ratio';
  return base === 'bytes' ? 'bytes per second' : 'per second';
}

function baseUnit(metric: string): string {
  if (metric.endsWith('_bytes_per_second')) return 'bytes per second';
  for (const unit of ['seconds', 'bytes', 'ratio']) if (metric.endsWith(`_${unit}`)) return unit;
  return 'count';
}
