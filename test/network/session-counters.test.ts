import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCounters, NO_COUNTERS, type SessionCounters } from '../../src/network/session-counters.ts';

test('counters add up, and the last activity is the later one', () => {
  const of = (scale: number, lastActivityMs: number): SessionCounters => ({
    bytesSent: scale,
    bytesReceived: 2 * scale,
    recordsSent: 3 * scale,
    recordsReceived: 4 * scale,
    rekeys: 5 * scale,
    lastActivityMs,
  });
  assert.deepEqual(addCounters(of(1, 70), of(10, 50)), of(11, 70));
  assert.deepEqual(addCounters(NO_COUNTERS, of(3, 9)), of(3, 9));
});
