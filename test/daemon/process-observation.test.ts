import assert from 'node:assert/strict';
import test from 'node:test';
import { silentLogger } from '../../src/base/index.ts';
import { alertRules } from '../../src/daemon/alerts/alert-config.ts';
import { AlertDelivery } from '../../src/daemon/alerts/alert-delivery.ts';
import { ProcessObservation } from '../../src/daemon/process-observation.ts';
import { HistoryFile } from '../../src/monitor/index.ts';
import { ManualClock } from '../client/manual-clock.ts';

test('a process without channels is watched all the same: figures, history, alerts, events', (t) => {
  const [clock, history, registry] = [
    new ManualClock(),
    HistoryFile.open(':memory:'),
    ProcessObservation.newRegistry(),
  ];
  t.after(() => history[Symbol.dispose]());
  const shared = { clock, logger: silentLogger };
  const delivery = new AlertDelivery({ ...shared, sinks: [], device: 'kme-a', file: history, metrics: registry });
  const stops: string[] = [];
  const observation = new ProcessObservation({
    ...shared,
    registry,
    version: '1',
    status: () => ({ kme: 'kme-a' }),
    stop: () => stops.push('stop'),
    history,
    rules: alertRules(),
    delivery,
  });
  const { sources } = observation;
  const events: string[] = [];
  sources.feed.listen(({ type }) => events.push(type));
  clock.advance(0);
  registry.gauge('qforge_kme_qber_ratio', 0.3, { link: 'kme-b' });
  for (let second = 0; second < 20; second += 1) clock.advance(1000);
  assert.deepEqual(
    sources.alerts
      .alerts()
      .filter(({ rule }) => rule === 'link-error-rate')
      .map(({ state }) => state),
    ['firing'],
  );
  assert.ok(events.includes('snapshot') && events.includes('alert'));
  assert.ok(sources.history.list().some(({ metric }) => metric === 'qforge_kme_qber_ratio'));
  assert.deepEqual([sources.client, sources.status()], [undefined, { kme: 'kme-a' }]);
  sources.stop();
  assert.deepEqual(stops, ['stop']);
  observation[Symbol.dispose]();
  assert.equal(clock.pendingCalls, 0);
});
