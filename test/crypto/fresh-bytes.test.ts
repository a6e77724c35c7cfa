import assert from 'node:assert/strict';
import test from 'node:test';
import { freshBytes } from '../../src/crypto/fresh-bytes.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { toHex } from './hex.ts';

test('fresh bytes come from the source that was handed in', () => {
  const ones = {
    fill: <T extends Uint8Array>(target: T): T => (target.set(new Uint8Array(target.length).fill(1)), target),
  };
  assert.equal(toHex(freshBytes(ones, 3)), '010101');
});

test('ten thousand nonces of the native backend are all different', () => {
  const nonces = Array.from({ length: 10_000 }, () => toHex(freshBytes(nativeBackend.random, 12)));
  assert.equal(new Set(nonces).size, nonces.length);
});
