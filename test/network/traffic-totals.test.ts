import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelStatistics } from '../../src/network/channel.ts';
import { TrafficTotals } from '../../src/network/traffic-totals.ts';

function statistics(scale: number, changes: Partial<ChannelStatistics> = {}): ChannelStatistics {
  return {
    bytesSent: 100 * scale,
    bytesReceived: 200 * scale,
    recordsSent: 1,
    recordsReceived: 1,
    rekeys: 0,
    messagesUnacknowledged: 3 * scale,
    bytesUnacknowledged: 300 * scale,
    messagesResent: 0,
    duplicatesDropped: 0,
    ageMs: 1,
    sessions: 1,
    lastActivityMs: 0,
    messagesSent: 10 * scale,
    messagesReceived: 20 * scale,
    messagesAcknowledged: 7 * scale,
    meanRoundTripMs: 3,
    roundTrips: 5 * scale,
    handshakeMs: 1,
    establishedAtMs: 1,
    quantumKeys: 'none',
    ...changes,
  };
}

test('there is no traffic without channels', () => {
  assert.deepEqual(new Set(Object.values(new TrafficTotals().with([]))), new Set([0]));
});

test('the sum is over channels that have ended and those that are open', () => {
  const totals = new TrafficTotals();
  totals.channelEnded(statistics(1));
  totals.channelEnded(statistics(2));
  const expected = {
    messagesSent: 70,
    messagesReceived: 140,
    messagesAcknowledged: 49,
    messagesLost: 9,
    bytesSent: 700,
    bytesReceived: 1400,
    roundTrips: 35,
    roundTripSumMs: 105,
  };
  assert.deepEqual(totals.with([statistics(4)]), expected, 'what is not acknowledged on an open channel is not lost');
  assert.deepEqual(totals.with([statistics(4)]), expected, 'asking changes nothing');
  totals.channelEnded(statistics(4));
  assert.deepEqual(totals.with([]), { ...expected, messagesLost: 21 });
});

test('a channel without timed acknowledgements adds no time', () => {
  const totals = new TrafficTotals();
  totals.channelEnded(statistics(1, { roundTrips: 0, meanRoundTripMs: undefined }));
  assert.deepEqual([totals.with([]).roundTrips, totals.with([]).roundTripSumMs], [0, 0]);
});
