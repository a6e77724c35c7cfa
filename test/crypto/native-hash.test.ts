import assert from 'node:assert/strict';
import test from 'node:test';
import { NativeHash, nativeShake256 } from '../../src/crypto/native-hash.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

test('SHAKE256 of nothing is what FIPS 202 examples give, at any length and from any parts', () => {
  // The first 64 bytes of NIST's "SHAKE256_Msg0" example.
  const expected =
    '46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f' +
    'd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be';
  assert.equal(toHex(nativeShake256(64)), expected);
  assert.equal(toHex(nativeShake256(32, new Uint8Array(0))), expected.slice(0, 64));
  const parts = [Uint8Array.of(1), Uint8Array.of(2, 3)];
  assert.equal(toHex(nativeShake256(200, ...parts)), toHex(nativeShake256(200, Uint8Array.of(1, 2, 3))));
});

test("a digest is the caller's own", () => {
  const hash = new NativeHash('SHA-256');
  const first = hash.digest(Uint8Array.of(1));
  const copy = toHex(first);
  first.fill(0);
  assert.equal(toHex(hash.digest(Uint8Array.of(1))), copy);
});

test('a finished stream gives no second digest', () => {
  const stream = new NativeHash('BLAKE2b').stream();
  assert.equal(stream.update(Uint8Array.of(1)), stream);
  assert.equal(stream.digest().length, 64);
  assertRefused('ASSERTION_FAILED', () => stream.digest());
});
