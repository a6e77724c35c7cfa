import assert from 'node:assert/strict';
import test from 'node:test';
import { ALERT_SEVERITIES } from '../../../src/monitor/alerts/alert-rule.ts';
import { defaultAlertRules } from '../../../src/monitor/alerts/default-rules.ts';
import { metricCatalogue } from '../../../src/monitor/metric-catalogue.ts';

const kinds = { value: 'gauge', rate: 'counter', p50: 'histogram', p99: 'histogram' } as const;

test('every default rule is about a metric that there is, of its kind, with its labels', () => {
  for (const { name, condition } of defaultAlertRules) {
    if (condition.kind === 'outlook') continue;
    const { metric, kind, labels } = condition.series;
    const description = metricCatalogue[metric];
    assert.equal(description?.kind, kinds[kind], name);
    for (const label of Object.keys(labels)) assert.ok(description.labels.includes(label), `${name}: ${label}`);
  }
});

test('names are unique, and every rule says what it means in a sentence', () => {
  assert.equal(new Set(defaultAlertRules.map(({ name }) => name)).size, defaultAlertRules.length);
  for (const { summary, severity, isDefault } of defaultAlertRules) {
    assert.match(summary, /^[A-Z].*\.$/u);
    assert.ok(ALERT_SEVERITIES.includes(severity) && isDefault);
  }
});
