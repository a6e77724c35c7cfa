/** How the values of a metric behave: they only grow, they go up and down, or there are many of them. */
export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** What a metric means, and what values it may take. Names follow the conventions of Prometheus: base units, `_total`, ratios from 0 to 1. */
export interface MetricDescription {
  readonly kind: MetricKind;
  /** One sentence without its full stop. */
  readonly help: string;
  /** Names of its labels, in the order in which they are written. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, ascending, without infinity. */
  readonly buckets: readonly number[];
}

/** A table of metrics by name. */
export type MetricTable = Readonly<Record<string, MetricDescription>>;

/** Describes a counter; its name ends in `_total`. */
export function counter(help: string, ...labels: readonly string[]): MetricDescription {
  return { kind: 'counter', help, labels, buckets: [] };
}

/** Describes a gauge. */
export function gauge(help: string, ...labels: readonly string[]): MetricDescription {
  return { kind: 'gauge', help, labels, buckets: [] };
}

/** Describes a histogram with these buckets. */
export function histogram(help: string, buckets: readonly number[], ...labels: readonly string[]): MetricDescription {
  return { kind: 'histogram', help, labels, buckets };
}

/** From half a millisecond to ten seconds, 1, 2.5 and 5 of each decade: handshakes, requests. */
export const SECONDS_BUCKETS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** From a tenth of a second to an hour: cuts, outages. */
export const LONG_SECONDS_BUCKETS: readonly number[] = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600];

/** From ten microseconds to a second: pauses of the process. */
export const PAUSE_SECONDS_BUCKETS: readonly number[] = [0.00001, 0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1];
