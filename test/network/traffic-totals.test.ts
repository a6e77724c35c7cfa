import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChannelStatistics } from '../../src/network/channel.ts';
import { TrafficTotals } from '../../src/network/traffic-totals.ts';

const statistics: ChannelStatistics = {
  messagesSent: 5,
  messagesReceived: 2,
  messagesAcknowledged: 3,
  bytesSent: 100,
  bytesReceived: 40,
  recordsSent: 6,
  recordsReceived: 4,
  lastActivityMs: 0,
  meanRoundTripMs: 4,
  roundTrips: 2,
  handshakeMs: 1,
  establishedAtMs: 0,
  quantumKeys: 'none',
};

it('starts at nothing', () => {
  const traffic = new TrafficTotals().with([]);
  assert.ok(Object.values(traffic).every((value) => value === 0));
});

it('counts open channels each time, and ended ones once', () => {
  const totals = new TrafficTotals();
  assert.equal(totals.with([statistics]).bytesSent, 100);
  assert.equal(totals.with([statistics]).bytesSent, 100);
  totals.channelEnded(statistics);
  assert.equal(totals.with([]).bytesSent, 100);
  assert.equal(totals.with([statistics]).bytesSent, 200);
});

it('counts as lost only what can no longer be acknowledged', () => {
  const totals = new TrafficTotals();
  assert.equal(totals.with([statistics]).messagesLost, 0);
  totals.channelEnded(statistics);
  assert.equal(totals.with([statistics]).messagesLost, 2);
});

it('weights round trips by their number', () => {
  const totals = new TrafficTotals();
  totals.channelEnded({ ...statistics, roundTrips: 1, meanRoundTripMs: 10 });
  const traffic = totals.with([{ ...statistics, roundTrips: 3, meanRoundTripMs: 2 }]);
  assert.equal(traffic.roundTrips, 4);
  assert.equal(traffic.roundTripSumMs, 16);
  const untimed = totals.with([{ ...statistics, roundTrips: 0, meanRoundTripMs: undefined }]);
  assert.equal(untimed.roundTripSumMs, 10);
});
