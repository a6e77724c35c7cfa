import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_SEEN_OPENINGS, SeenOpenings } from '../../src/network/seen-openings.ts';

/** A packet that ends in a MAC of this number. */
function packetOf(number: number): Uint8Array {
  const packet = new Uint8Array(100);
  new DataView(packet.buffer).setUint32(90, number);
  return packet;
}

test('an opening is told from one that came before by its MAC alone, and so many are remembered', () => {
  const seen = new SeenOpenings();
  assert.equal(seen.isRepeated(packetOf(1)), false);
  assert.equal(seen.isRepeated(packetOf(1)), true);
  assert.equal(seen.isRepeated(packetOf(1).fill(7, 0, 80)), true, 'what stands before the MAC is covered by it');
  for (let number = 2; number <= MAX_SEEN_OPENINGS; number += 1) assert.equal(seen.isRepeated(packetOf(number)), false);
  assert.equal(seen.isRepeated(packetOf(1)), true);
  assert.equal(seen.isRepeated(packetOf(MAX_SEEN_OPENINGS + 1)), false);
  assert.equal(seen.isRepeated(packetOf(1)), false, 'the oldest is forgotten');
});
