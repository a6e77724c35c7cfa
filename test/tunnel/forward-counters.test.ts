import assert from 'node:assert/strict';
import test from 'node:test';
import { ForwardCounters } from '../../src/tunnel/forward-counters.ts';
import { KeptMetrics } from './tunnel-rig.ts';

test('connections and bytes are counted for the status and for the metrics alike', () => {
  const metrics = new KeptMetrics();
  const counters = new ForwardCounters(metrics, 'listening');
  counters.connectionBegan();
  counters.connectionBegan();
  counters.moved('out', 10);
  counters.moved('out', 5);
  counters.moved('in', 7);
  counters.connectionEnded('ok');
  counters.connectionBegan();
  counters.connectionEnded('CONNECTION_REFUSED');
  assert.deepEqual(counters.traffic(), {
    open: 1,
    total: 3,
    failed: 1,
    failures: { CONNECTION_REFUSED: 1 },
    bytesOut: 15,
    bytesIn: 7,
  });
  assert.equal(counters.open, 1);
  assert.deepEqual(Object.fromEntries(metrics.values), {
    'qforge_tunnel_connections_open {"end":"listening"}': 1,
    'qforge_tunnel_bytes_total {"end":"listening","direction":"out"}': 15,
    'qforge_tunnel_bytes_total {"end":"listening","direction":"in"}': 7,
    'qforge_tunnel_connections_total {"end":"listening","result":"ok"}': 1,
    'qforge_tunnel_connections_total {"end":"listening","result":"CONNECTION_REFUSED"}': 1,
  });
});

test('the gauge is of all forwards of an end together', () => {
  const metrics = new KeptMetrics();
  const [one, other] = [new ForwardCounters(metrics, 'dialling'), new ForwardCounters(metrics, 'dialling')];
  one.connectionBegan();
  other.connectionBegan();
  other.connectionBegan();
  new ForwardCounters(metrics, 'listening').connectionBegan();
  other.connectionEnded('ok');
  assert.equal(metrics.values.get('qforge_tunnel_connections_open {"end":"dialling"}'), 2);
  assert.equal(metrics.values.get('qforge_tunnel_connections_open {"end":"listening"}'), 1);
});
