import assert from 'node:assert/strict';
import test from 'node:test';
import { portableRandom } from '../../src/crypto/portable-random.ts';
import { toHex } from './hex.ts';

test('portable randomness fills the whole target and returns it', () => {
  const target = new Uint8Array(32);
  assert.equal(portableRandom.fill(target), target);
  assert.notEqual(toHex(target), '00'.repeat(32));
});

test('portable randomness fills more than the platform hands out in one call', () => {
  const target = portableRandom.fill(new Uint8Array(200_000));
  // A block of 32 zero bytes by chance is out of the question.
  for (let offset = 0; offset < target.length; offset += 32) {
    assert.ok(
      target.subarray(offset, offset + 32).some((byte) => byte !== 0),
      `block at ${offset}`,
    );
  }
});

test('portable randomness touches nothing but its target', () => {
  const around = new Uint8Array(96);
  portableRandom.fill(around.subarray(32, 64));
  assert.equal(toHex(around.subarray(0, 32)), '00'.repeat(32));
  assert.equal(toHex(around.subarray(64)), '00'.repeat(32));
  assert.equal(portableRandom.fill(new Uint8Array(0)).length, 0);
});

test('portable randomness does not repeat itself', () => {
  const drawn = Array.from({ length: 100 }, () => toHex(portableRandom.fill(new Uint8Array(16))));
  assert.equal(new Set(drawn).size, drawn.length);
});
