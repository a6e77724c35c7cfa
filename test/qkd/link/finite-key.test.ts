import assert from 'node:assert/strict';
import test from 'node:test';
import { samplingDeviation, secretLength, tomamichelLength } from '../../../src/qkd/link/finite-key.ts';
import { assertClose } from '../closeness.ts';
import { referenceFigures as reference } from '../reference-figures.ts';

for (const row of reference.tomamichel) {
  test(`Tomamichel et al. 2012: n = ${row.n}, k = ${row.k}, Q = ${row.Qtol}`, () => {
    assertClose(samplingDeviation(row.n, row.k, row.eps_sec), row.mu, 1e-12, 'mu');
    const length = tomamichelLength({
      keyBits: row.n,
      testBits: row.k,
      testErrorRate: row.Qtol,
      leakedBits: row.leak,
      secrecy: row.eps_sec,
      correctness: row.eps_cor,
    });
    assert.ok(Math.abs(length - row.l) < 1e-3, `${length} is not ${row.l}`);
  });
}

test('the price of the failure probabilities is paid in full', () => {
  assertClose(secretLength(1000, 100, 2 ** -30, 2 ** -40), 1000 - 100 - 1 - 60 - 40, 1e-12, 'length');
});

test('a small test gives no key', () => {
  const block = {
    keyBits: 1000,
    testBits: 50,
    testErrorRate: 0.02,
    leakedBits: 160,
    secrecy: 1e-10,
    correctness: 1e-15,
  };
  assert.ok(tomamichelLength(block) < 0);
});
