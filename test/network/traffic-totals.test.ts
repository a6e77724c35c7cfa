import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBytes, type TrafficCarrier, type TrafficSum, TrafficTotals } from '../../src/network/traffic-totals.ts';

/** A channel that has sent so many times what one has. */
function channel(scale: number, roundTrips = 5): TrafficCarrier {
  return {
    addTraffic: (sum: TrafficSum) => {
      sum.messagesSent += 10 * scale;
      sum.messagesReceived += 20 * scale;
      sum.messagesAcknowledged += 7 * scale;
      sum.roundTrips += roundTrips * scale;
      sum.roundTripSumMs += 3 * roundTrips * scale;
      addBytes(sum, { bytesSent: 60 * scale, bytesReceived: 120 * scale });
      addBytes(sum, { bytesSent: 40 * scale, bytesReceived: 80 * scale });
    },
  };
}

const visiting =
  (...channels: readonly TrafficCarrier[]) =>
  (visit: (channel: TrafficCarrier) => void): void => {
    for (const one of channels) visit(one);
  };

test('there is no traffic without channels', () => {
  assert.deepEqual(new Set(Object.values(new TrafficTotals().with(visiting()))), new Set([0]));
});

test('the sum is over channels that have ended and those that are open', () => {
  const totals = new TrafficTotals();
  totals.channelEnded(channel(1));
  totals.channelEnded(channel(2));
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
  assert.deepEqual(
    totals.with(visiting(channel(4))),
    expected,
    'what is not acknowledged on an open channel is not lost',
  );
  assert.deepEqual(totals.with(visiting(channel(4))), expected, 'asking changes nothing');
  totals.channelEnded(channel(4));
  assert.deepEqual(totals.with(visiting()), { ...expected, messagesLost: 21 });
});

test('a channel without timed acknowledgements adds no time', () => {
  const totals = new TrafficTotals();
  totals.channelEnded(channel(1, 0));
  assert.deepEqual([totals.with(visiting()).roundTrips, totals.with(visiting()).roundTripSumMs], [0, 0]);
});
