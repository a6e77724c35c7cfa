/** Label values of a metric; keep their number small. */
export type MetricLabels = Readonly<Record<string, string>>;

/** Where measurements go, handed in. Names are Prometheus names in base units. Implementations must not throw. */
export interface MetricsSink {
  /** Adds to a counter; `delta` is not negative. */
  count(name: string, delta: number, labels?: MetricLabels): void;
  /** Sets a gauge. */
  gauge(name: string, value: number, labels?: MetricLabels): void;
  /** Records one value of a distribution. */
  observe(name: string, value: number, labels?: MetricLabels): void;
}

/** A sink that keeps nothing. */
export const silentMetrics: MetricsSink = {
  count: () => {
    /* nothing is kept */
  },
  gauge: () => {
    /* nothing is kept */
  },
  observe: () => {
    /* nothing is kept */
  },
};
