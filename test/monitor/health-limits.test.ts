import assert from 'node:assert/strict';
import test from 'node:test';
import {
  defaultHealthLimits,
  healthFigureNames,
  healthFigures,
  healthLimits,
} from '../../src/monitor/health-limits.ts';
import { snapshotWith } from './snapshots.ts';

test('limits that are given take the place of the defaults', () => {
  const processorRatio = { degraded: 0.1, unhealthy: 0.2, critical: 0.3 };
  assert.deepEqual(healthLimits({ processorRatio }), { ...defaultHealthLimits, processorRatio });
});

test('limits that do not grow worse are refused, in both directions', () => {
  const up = { degraded: 0.1, unhealthy: 0.2, critical: 0.3 };
  assert.throws(() => healthLimits({ successRatio: up }), /limits of successRatio must grow worse/u);
  assert.throws(() => healthLimits({ heapRatio: { ...up, critical: 0.15 } }), /limits of heapRatio/u);
  assert.throws(() => healthLimits({ heapRatio: { ...up, degraded: Number.NaN } }), /limits of heapRatio/u);
});

test('a figure reads its value, and says it', () => {
  const said = healthFigureNames.map((name) => {
    const { read, show, say } = healthFigures[name];
    return say(show(read(snapshotWith()) ?? Number.NaN));
  });
  assert.deepEqual(said, [
    'the event loop is 2.0 ms late',
    'the process takes 10.0 % of a processor',
    '0.5 % of the heap is in use',
    '2.9 % of the file descriptors are open',
    'acknowledgements take 3.0 ms',
    '100.0 % of the messages are acknowledged',
    '0.0 % of the handshakes fail',
  ]);
});

test('what was not measured has no value', () => {
  const nothing = { openDescriptors: undefined, latencyMs: undefined, successRatio: undefined };
  const snapshot = snapshotWith({ ...nothing, handshakeFailureRatio: undefined });
  const missing = healthFigureNames.filter((name) => healthFigures[name].read(snapshot) === undefined);
  assert.deepEqual(missing, ['descriptorRatio', 'acknowledgementMs', 'successRatio', 'handshakeFailureRatio']);
});
