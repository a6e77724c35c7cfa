import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { SeededRandom } from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('a seed determines the bytes, in whatever pieces of whole words they are taken', () => {
  const whole = new SeededRandom(7).fill(new Uint8Array(64));
  const pieces = new SeededRandom(7);
  const parts = [12, 4, 48].map((bytes) => hex(pieces.fill(new Uint8Array(bytes)))).join('');
  assert.equal(parts, hex(whole));
});

test('seeds that differ in any bit give other bytes', () => {
  const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER];
  const seen = new Set(seeds.map((seed) => hex(new SeededRandom(seed).fill(new Uint8Array(16)))));
  assert.equal(seen.size, seeds.length);
});

test('what is no whole number is no seed', () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(
      () => new SeededRandom(seed),
      (error) => error instanceof QForgeError && error.code === 'ARGUMENT_INVALID',
    );
  }
});

test('bytes are evenly spread (chi-square over 2^20 of them, significance 1e-6)', () => {
  const counts = Array.from({ length: 256 }, () => 0);
  for (const byte of new SeededRandom(42).fill(new Uint8Array(2 ** 20))) counts[byte] = (counts[byte] ?? 0) + 1;
  const p = chiSquareP(
    counts,
    counts.map(() => 2 ** 12),
  );
  assert.ok(p > 1e-6 && p < 1 - 1e-6, `p = ${p}`);
});
