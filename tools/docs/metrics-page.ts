import { metricCatalogue } from '../../src/monitor/index.ts';
import { type GeneratedPage, markdownTable, pageHeader } from './generated-page.ts';

/** docs/metrics.md: every metric with its kind, its labels and its meaning. */
export function metricsPage(): GeneratedPage {
  const rows = Object.entries(metricCatalogue).map(([name, { kind, labels, help }]) => [
    `\`${name}\``,
    kind,
    labels.map((label) => `\`${label}\``).join(', '),
    `${help}.`,
  ]);
  return {
    path: 'docs/metrics.md',
    text: [
      pageHeader('Metrics', 'src/monitor/metric-catalogue.ts'),
      'What a process measures of itself, under the names that Prometheus scrapes: base units, ratios from 0 to 1, counters that',
      'only grow. A metric has at most 256 combinations of labels; what would be more is counted in `qforge_metrics_refused_total`.\n',
      markdownTable(['Metric', 'Kind', 'Labels', 'Meaning'], rows),
      '',
    ].join('\n'),
  };
}
