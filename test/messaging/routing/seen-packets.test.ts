import assert from 'node:assert/strict';
import test from 'node:test';
import { SEEN_PACKET_MS } from '../../../src/messaging/routing/routing-limits.ts';
import { SeenPackets } from '../../../src/messaging/routing/seen-packets.ts';

test('an ID is known until its time is over', () => {
  const seen = new SeenPackets();
  assert.ok(seen.enter('a', 0));
  assert.ok(!seen.enter('a', SEEN_PACKET_MS - 1));
  assert.ok(seen.enter('a', SEEN_PACKET_MS));
});

test('IDs are bounded in number: the oldest give way', () => {
  const seen = new SeenPackets(3);
  for (const id of ['a', 'b', 'c', 'd']) assert.ok(seen.enter(id, 1));
  assert.equal(seen.size, 3);
  assert.ok(!seen.enter('d', 2));
  assert.ok(seen.enter('a', 2));
});
