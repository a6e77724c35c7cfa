import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial } from '../closeness.ts';

const DRAWS = 100_000;
const random = (seed: string): RandomNumbers => new RandomNumbers(new SeededRandom(seed));

describe('random numbers', () => {
  test('come from the bytes of the source and nowhere else', () => {
    const stuck = new RandomNumbers({ fill: (target) => target.fill(0xff) });
    assert.equal(stuck.u32(), 2 ** 32 - 1);
    assert.equal(stuck.bit(), 1);
    assert.equal(stuck.uniform(), 1 - 2 ** -53);
  });

  test('bits are fair, and uniform numbers lie from 0 to 1 as they should', () => {
    const numbers = random('uniform');
    let [ones, low] = [0, 0];
    for (let draw = 0; draw < DRAWS; draw++) {
      ones += numbers.bit();
      const value = numbers.uniform();
      assert.ok(value >= 0 && value < 1);
      if (value < 0.3) low++;
    }
    assertBinomial(ones, DRAWS, 0.5, 'bits');
    assertBinomial(low, DRAWS, 0.3, 'below 0.3');
  });

  test('whole numbers below a limit are all alike', () => {
    const numbers = random('below');
    const counts = Array.from({ length: 7 }, () => 0);
    for (let draw = 0; draw < DRAWS; draw++) {
      const value = numbers.below(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const [value, count] of counts.entries()) assertBinomial(count, DRAWS, 1 / 7, `value ${value}`);
    assert.equal(numbers.below(1), 0);
    assert.throws(
      () => numbers.below(0),
      (error) => isQForgeError(error, 'ASSERTION_FAILED'),
    );
  });

  test('a limit that does not divide 2^32 rejects the words beyond its last multiple', () => {
    // 3 * 2^30 leaves words of 3 * 2^30 and above unused: the first word is one, the second is not.
    const words = [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0];
    const numbers = new RandomNumbers({
      fill: (target) => {
        target.set(words);
        return target;
      },
    });
    assert.equal(numbers.below(3 * 2 ** 30), 1);
  });

  test('failures before a success are geometric', () => {
    const numbers = random('geometric');
    const probability = 0.2;
    const counts = new Map<number, number>();
    for (let draw = 0; draw < DRAWS; draw++) {
      const failures = numbers.failuresBefore(probability);
      counts.set(failures, (counts.get(failures) ?? 0) + 1);
    }
    for (const failures of [0, 1, 2, 5, 10]) {
      assertBinomial(counts.get(failures) ?? 0, DRAWS, 0.8 ** failures * 0.2, `${failures} failures`);
    }
    assert.equal(numbers.failuresBefore(1), 0);
    assert.equal(numbers.failuresBefore(0), Number.POSITIVE_INFINITY);
  });

  test('successes are binomial', () => {
    const numbers = random('binomial');
    let both = 0;
    for (let draw = 0; draw < DRAWS; draw++) if (numbers.successes(2, 0.3) === 2) both++;
    assertBinomial(both, DRAWS, 0.09, 'both');
    assert.equal(numbers.successes(5, 1), 5);
    assert.equal(numbers.successes(0, 1), 0);
  });
});
