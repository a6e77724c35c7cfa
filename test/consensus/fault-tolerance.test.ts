import assert from 'node:assert/strict';
import test from 'node:test';
import { maxFaulty, quorumSize, requireThreshold } from '../../src/consensus/fault-tolerance.ts';

const sizes = Array.from({ length: 128 }, (_, index) => index + 1);

test('f is the largest number of malicious validators that n allows', () => {
  assert.deepEqual([1, 3, 4, 6, 7, 9, 10, 100].map(maxFaulty), [0, 0, 1, 1, 2, 2, 3, 33]);
});

test('two quorums share an honest validator, with fewer votes they need not, and the honest ones alone reach one', () => {
  for (const n of sizes) {
    const [f, q] = [maxFaulty(n), quorumSize(n)];
    assert.ok(2 * q - n > f, `n = ${n}: two quorums share ${2 * q - n}`);
    assert.ok(2 * (q - 1) - n <= f, `n = ${n}: ${q - 1} would do`);
    assert.ok(n - f >= q, `n = ${n}: ${n - f} honest ones do not reach ${q}`);
  }
});

test('with 3f + 1 validators it is 2f + 1', () => {
  for (let f = 0; f < 43; f++) assert.equal(quorumSize(3 * f + 1), 2 * f + 1);
});

test('a threshold is sound exactly when two certificates can not both exist', () => {
  for (const n of sizes.slice(0, 40)) {
    for (let m = 1; m <= n; m++) {
      // The malicious ones sign both; the honest ones are split as evenly as it takes.
      const bothPossible = 2 * (m - maxFaulty(n)) <= n - maxFaulty(n);
      if (bothPossible) assert.throws(() => requireThreshold(m, n), { code: 'CONSENSUS_THRESHOLD_INVALID' });
      else assert.doesNotThrow(() => requireThreshold(m, n));
    }
  }
});

test('the refusal says why', () => {
  assert.throws(() => requireThreshold(2, 4), /1 malicious of them.*it takes at least 3/u);
  assert.throws(() => requireThreshold(5, 4), /not so many validators/u);
  assert.throws(() => requireThreshold(2.5, 4), /whole numbers/u);
});
