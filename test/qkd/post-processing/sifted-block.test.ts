import assert from 'node:assert/strict';
import test from 'node:test';
import { decoyClasses, SINGLE_PHOTONS } from '../../../src/qkd/link/pulse-classes.ts';
import { blockParameters } from '../../../src/qkd/post-processing/block-parameters.ts';
import { SiftedBlock } from '../../../src/qkd/post-processing/sifted-block.ts';
import { SIFT_CHSH, SIFT_DISCARD, SIFT_KEEP } from '../../../src/qkd/post-processing/sifting.ts';

const SEED = new Uint8Array(16);

test('single photons: a random share of the kept bits is for the test', () => {
  const block = new SiftedBlock(blockParameters('e91', SINGLE_PHOTONS));
  for (let index = 0; index < 100; index++) {
    block.add({ verdict: SIFT_KEEP, pulseClass: 0, basis: 1, bit: index % 2 });
    block.add({ verdict: SIFT_DISCARD, pulseClass: 0, basis: 1, bit: 1 });
  }
  block.add({ verdict: SIFT_CHSH, pulseClass: 0, basis: 1, bit: 1 });
  assert.equal(block.sifted, 100);
  assert.deepEqual(block.chshBits, Uint8Array.of(1));
  const { key, test, keyCounts, testCounts } = block.divide(SEED);
  assert.equal(test.length, 20);
  assert.equal(key.length, 80);
  assert.deepEqual([keyCounts, testCounts], [[80], [20]]);
});

test('decoys: one basis makes the key, the other is the test, and classes are counted', () => {
  const classes = decoyClasses(0.5, 0.2, { signal: 0.4, weak: 0.4, vacuum: 0.2 });
  const block = new SiftedBlock(blockParameters('bb84-decoy', classes));
  for (const [pulseClass, basis, bit] of [
    [0, 0, 1],
    [1, 0, 0],
    [1, 0, 1],
    [0, 1, 1],
    [2, 1, 0],
  ] as const) {
    block.add({ verdict: SIFT_KEEP, pulseClass, basis, bit });
  }
  assert.equal(block.sifted, 5);
  assert.deepEqual(block.divide(SEED), {
    key: Uint8Array.of(1, 0, 1),
    test: Uint8Array.of(1, 0),
    testClasses: [0, 2],
    keyCounts: [1, 2, 0],
    testCounts: [1, 0, 1],
  });
});
