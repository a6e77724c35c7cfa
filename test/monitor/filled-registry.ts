import { metricCatalogue } from '../../src/monitor/metric-catalogue.ts';
import { MetricsRegistry } from '../../src/monitor/metrics-registry.ts';

/** A registry with a value for every metric, whose labels all have this value. */
export function filledRegistry(label: string): MetricsRegistry {
  const registry = new MetricsRegistry();
  growAll(registry, label);
  return registry;
}

/** One more measurement of every metric. */
export function growAll(registry: MetricsRegistry, label: string): void {
  for (const [name, { kind, labels }] of Object.entries(metricCatalogue)) {
    const given = Object.fromEntries(labels.map((one) => [one, label]));
    if (kind === 'counter') registry.count(name, 3, given);
    else if (kind === 'gauge') registry.gauge(name, 0.25, given);
    else registry.observe(name, 0.02, given);
  }
}
