import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomDraws, SeededRandom } from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { seededDraws } from '../random-circuit.ts';

const SIGNIFICANCE = 1e-6;

describe('draws', () => {
  test('are the words of the source, in order', () => {
    const draws = seededDraws(1);
    const source = new SeededRandom(1);
    for (let index = 0; index < 3_000; index++) assert.equal(draws.word(), source.word());
  });

  test('of numbers use 53 bits of two words', () => {
    const source = new SeededRandom(2);
    const [high, low] = [source.word(), source.word()];
    const expected = (Math.floor(high / 32) * 2 ** 26 + Math.floor(low / 64)) / 2 ** 53;
    assert.equal(seededDraws(2).uniform(), expected);
  });

  test('of numbers stay below 1 even when every bit is 1', () => {
    const ones = new RandomDraws({ fill: (target) => target.fill(255) });
    assert.equal(ones.uniform(), 1 - 2 ** -53);
    assert.equal(ones.below(10), 9);
  });

  test('of whole numbers are even (seed 3)', () => {
    const draws = seededDraws(3);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 50_000; index++) {
      const drawn = draws.below(10);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    assert.ok(
      chiSquareP(
        counts,
        counts.map(() => 5_000),
      ) > SIGNIFICANCE,
    );
  });

  test('of bits are even (seed 4)', () => {
    const draws = seededDraws(4);
    let ones = 0;
    for (let index = 0; index < 50_000; index++) ones += draws.bit();
    assert.ok(chiSquareP([ones, 50_000 - ones], [25_000, 25_000]) > SIGNIFICANCE);
  });

  test('of failures before a success have a geometric distribution (p = 0.2, seed 5)', () => {
    const draws = seededDraws(5);
    const counts = Array.from({ length: 21 }, () => 0);
    for (let index = 0; index < 50_000; index++) {
      const failures = Math.min(20, draws.failuresBefore(Math.log1p(-0.2)));
      counts[failures] = (counts[failures] ?? 0) + 1;
    }
    const expected = counts.map((_, failures) => 50_000 * (failures === 20 ? 0.8 ** 20 : 0.2 * 0.8 ** failures));
    assert.ok(chiSquareP(counts, expected) > SIGNIFICANCE);
  });
});
