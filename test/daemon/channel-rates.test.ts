import assert from 'node:assert/strict';
import test from 'node:test';
import type { PeerStatus } from '../../src/client/index.ts';
import { channelRates } from '../../src/daemon/channel-rates.ts';
import { SHORTEST_RATE_SPAN_MS } from '../../src/daemon/rate-table.ts';
import { ManualClock } from '../client/manual-clock.ts';

const peer = (peerId: string, count: number, ageMs: number): PeerStatus =>
  ({
    peerId,
    direction: 'incoming',
    rxBytes: 100 * count,
    txBytes: 10 * count,
    messagesIn: count,
    messagesOut: 0,
    ageMs,
  }) as PeerStatus;

test('rates are what was counted between two looks, over the time between', () => {
  const clock = new ManualClock();
  let peers = [peer('a', 5, 1000)];
  const table = channelRates(() => peers, clock);
  assert.equal(table.look()[0]?.rates, undefined);
  clock.advance(2000);
  peers = [peer('a', 25, 3000), peer('b', 3, 10)];
  const [a, b] = table.look();
  const rates = {
    rxBytesPerSecond: 1000,
    txBytesPerSecond: 100,
    messagesInPerSecond: 10,
    messagesOutPerSecond: 0,
    spanMs: 2000,
  };
  assert.deepEqual(a?.rates, rates);
  assert.equal(b?.rates, undefined);
  clock.advance(SHORTEST_RATE_SPAN_MS - 1);
  peers = [peer('a', 1000, 4000)];
  assert.deepEqual(
    table.look().map((one) => [one.messagesIn, one.rates]),
    [[1000, rates]],
  );
});

test('a channel that begins anew has no rates yet', () => {
  const clock = new ManualClock();
  let peers = [peer('a', 500, 10_000)];
  const table = channelRates(() => peers, clock);
  table.look();
  clock.advance(1000);
  peers = [peer('a', 2, 300)];
  assert.equal(table.look()[0]?.rates, undefined);
  clock.advance(1000);
  peers = [peer('a', 4, 1300)];
  assert.equal(table.look()[0]?.rates?.messagesInPerSecond, 2);
});
