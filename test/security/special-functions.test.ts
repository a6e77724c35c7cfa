import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { erfc, logGamma, normalCdf, upperGamma } from '../../src/security/special-functions.ts';

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-11 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

describe('special functions', () => {
  test('the gamma function continues the factorials', () => {
    let factorial = 1;
    for (let n = 1; n < 30; n += 1) {
      near(logGamma(n), Math.log(factorial));
      factorial *= n;
    }
    near(logGamma(0.5), Math.log(Math.PI) / 2);
  });

  test('the error function has its tabulated values (Abramowitz and Stegun, table 7.1)', () => {
    near(erfc(0), 1);
    near(erfc(0.5), 1 - 0.520499877813);
    near(erfc(1), 1 - 0.8427007929497);
    near(erfc(2), 1 - 0.9953222650189);
    near(erfc(-1), 1.8427007929497);
    near(normalCdf(0), 0.5);
    near(normalCdf(1.959963984540054), 0.975);
    near(normalCdf(-1.959963984540054), 0.025);
  });

  test('the incomplete gamma function of whole numbers is a sum of Poisson terms', () => {
    for (const a of [1, 2, 5, 20]) {
      for (const x of [0, 0.1, 1, 4.9, 5.1, 30, 100]) {
        let [term, sum] = [Math.exp(-x), 0];
        for (let k = 0; k < a; k += 1) {
          sum += term;
          term *= x / (k + 1);
        }
        near(upperGamma(a, x), sum);
      }
    }
  });
});
