import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  attemptMs,
  averageOver,
  bellFidelity,
  chainFidelity,
  deliverPair,
  exactBranches,
  linkNoise,
  meanAttempts,
  type RepeaterChain,
  SeededRandom,
  swappedFidelity,
  swappingCircuit,
} from '../../../src/quantum/index.ts';
import { normalP } from '../chi-square.ts';

const CHAIN: RepeaterChain = {
  links: 4,
  linkKm: 25,
  successProbability: 0.2,
  linkFidelity: 0.96,
  memoryMs: 20,
};

describe('a repeater chain', () => {
  test('with perfect memories has the fidelity of swapping', () => {
    for (const links of [1, 2, 5, 8]) {
      const chain = { ...CHAIN, links, memoryMs: Number.POSITIVE_INFINITY };
      const expected = swappedFidelity(Array.from({ length: links }, () => 0.96));
      assert.ok(
        Math.abs(
          chainFidelity(
            chain,
            Array.from({ length: links }, () => 7),
          ) - expected,
        ) < 1e-12,
      );
      assert.ok(Math.abs(deliverPair(chain, new SeededRandom(links)).fidelity - expected) < 1e-12);
    }
  });

  test('with memories that lose phase has the fidelity of its circuit', () => {
    for (const waits of [
      [0, 0, 0, 0],
      [3, 0, 7.5, 1],
      [0, 40, 40, 40],
    ]) {
      const noise = waits.map((wait, link) => linkNoise(CHAIN, wait, link === 0 || link === 3 ? 1 : 0));
      const { state } = averageOver(exactBranches(swappingCircuit(noise)), [0, 7]);
      assert.ok(Math.abs(bellFidelity(state) - chainFidelity(CHAIN, waits)) < 1e-12, waits.join(', '));
    }
    const single = { ...CHAIN, links: 1 };
    const { state } = averageOver(exactBranches(swappingCircuit([linkNoise(single, 5, 2)])), [0, 1]);
    assert.ok(Math.abs(bellFidelity(state) - chainFidelity(single, [5])) < 1e-12);
  });

  test('takes as long as the slowest of its links, on average (5,000 pairs, seed 451, significance 1e-6)', () => {
    const random = new SeededRandom(451);
    const times = Array.from({ length: 5_000 }, () => deliverPair(CHAIN, random).timeMs);
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length - 1);
    const newsMs = 3 * 25 * 0.005;
    const expected = meanAttempts(4, 0.2) * attemptMs(CHAIN) + newsMs;
    assert.ok(normalP((mean - expected) / Math.sqrt(variance / times.length)) > 1e-6, `${mean} ms, not ${expected}`);
  });

  test('never delivers before light could', () => {
    const random = new SeededRandom(452);
    for (let run = 0; run < 200; run++) {
      const { timeMs, fidelity } = deliverPair(CHAIN, random);
      assert.ok(timeMs >= attemptMs(CHAIN) + 3 * 25 * 0.005 - 1e-12);
      assert.ok(fidelity <= swappedFidelity([0.96, 0.96, 0.96, 0.96]) + 1e-12 && fidelity > 0.25);
    }
  });

  test('mean attempts of one link are 1 / p, of more the known sums', () => {
    assert.ok(Math.abs(meanAttempts(1, 0.2) - 5) < 1e-12);
    assert.ok(Math.abs(meanAttempts(2, 0.5) - 8 / 3) < 1e-12);
    assert.ok(Math.abs(meanAttempts(6, 1) - 1) < 1e-12);
    // The definition: the sum over t of the probability that not all are ready after t attempts.
    let slow = 0;
    for (let t = 0; t < 2_000; t++) slow += 1 - (1 - 0.8 ** t) ** 5;
    assert.ok(Math.abs(meanAttempts(5, 0.2) - slow) < 1e-9);
  });

  test('a chain that cannot be is a mistake of the program', () => {
    for (const bad of [
      { links: 0 },
      { successProbability: 0 },
      { linkKm: 0 },
      { linkFidelity: 0.1 },
      { memoryMs: 0 },
    ]) {
      assert.throws(() => deliverPair({ ...CHAIN, ...bad }, new SeededRandom(1)), /internal assumption/u);
    }
  });
});
