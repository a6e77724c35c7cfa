import assert from 'node:assert/strict';
import test from 'node:test';
import { metricCatalogue } from '../../../src/monitor/metric-catalogue.ts';
import {
  formatSeriesName,
  MAX_SERIES_NAME_LENGTH,
  parseSeriesName,
  SERIES_KINDS,
  seriesUnit,
} from '../../../src/monitor/trends/series-name.ts';

test('names of every metric, in every kind, with awkward labels come back as they were', () => {
  for (const [metric, { labels: names }] of Object.entries(metricCatalogue)) {
    for (const kind of SERIES_KINDS) {
      const labels = Object.fromEntries(names.map((name, at) => [name, `a"b\\c\n{d=,"e"}${at}`]));
      const text = formatSeriesName({ kind, metric, labels });
      assert.deepEqual(parseSeriesName(text), { kind, metric, labels }, text);
    }
  }
});

test('a name reads as documents write it', () => {
  const named = { kind: 'rate', metric: 'qforge_messages_total', labels: { direction: 'sent' } } as const;
  assert.equal(formatSeriesName(named), 'rate:qforge_messages_total{direction="sent"}');
  assert.equal(formatSeriesName({ kind: 'value', metric: 'qforge_channels_open', labels: {} }), 'qforge_channels_open');
});

test('what is no name is none', () => {
  const wrong = [
    '',
    'p75:x',
    'x{',
    'x{}',
    'x{a}',
    'x{a=1}',
    'x{a="1"',
    'x{a="1"b="2"}',
    'x{a="\\q"}',
    'X',
    'x y',
    `x{a="${'y'.repeat(MAX_SERIES_NAME_LENGTH)}"}`,
  ];
  for (const text of wrong) assert.equal(parseSeriesName(text), undefined, text.slice(0, 40));
});

test('units follow from names', () => {
  const unit = (kind: 'value' | 'rate' | 'p99', metric: string): string => seriesUnit({ kind, metric });
  assert.equal(unit('rate', 'qforge_messages_total'), 'per second');
  assert.equal(unit('rate', 'qforge_channel_bytes_total'), 'bytes per second');
  assert.equal(unit('rate', 'process_cpu_seconds_total'), 'ratio');
  assert.equal(unit('rate', 'qforge_handshake_seconds'), 'per second');
  assert.equal(unit('p99', 'qforge_handshake_seconds'), 'seconds');
  assert.equal(unit('value', 'qforge_kme_secret_key_rate_bytes_per_second'), 'bytes per second');
  assert.equal(unit('value', 'qforge_kme_qber_ratio'), 'ratio');
  assert.equal(unit('value', 'qforge_channels_open'), 'count');
});
