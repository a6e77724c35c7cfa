import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_LABEL_LENGTH, MAX_SERIES_PER_METRIC, MetricSeries } from '../../src/monitor/metric-series.ts';

test('each combination of labels has a value of its own, whatever order they come in', () => {
  const series = new MetricSeries(['role', 'result'], () => 0);
  const place = series.at({ role: 'a', result: 'ok' });
  assert.ok(place !== undefined);
  place.value += 3;
  assert.equal(series.at({ result: 'ok', role: 'a' })?.value, 3);
  assert.equal(series.at({ role: 'b', result: 'ok' })?.value, 0);
  assert.deepEqual(
    [...series.all()].map(({ labels, value }) => [labels, value]),
    [
      [['a', 'ok'], 3],
      [['b', 'ok'], 0],
    ],
  );
  series.clear();
  assert.deepEqual([...series.all()], []);
});

test('labels that are missing, extra or others have no place', () => {
  const series = new MetricSeries(['role'], () => 0);
  for (const labels of [undefined, {}, { rule: 'a' }, { role: 'a', result: 'ok' }])
    assert.equal(series.at(labels), undefined);
  assert.notEqual(new MetricSeries([], () => 0).at(undefined), undefined);
});

test('series beyond the limit have no place, and those before keep theirs', () => {
  const series = new MetricSeries(['peer'], () => 0);
  for (let at = 0; at < MAX_SERIES_PER_METRIC; at += 1) assert.notEqual(series.at({ peer: String(at) }), undefined);
  assert.equal(series.at({ peer: 'one more' }), undefined);
  assert.notEqual(series.at({ peer: '0' }), undefined);
});

test('long values are cut', () => {
  const series = new MetricSeries(['peer'], () => 0);
  series.at({ peer: 'x'.repeat(MAX_LABEL_LENGTH + 1) });
  assert.equal([...series.all()][0]?.labels[0]?.length, MAX_LABEL_LENGTH);
});
