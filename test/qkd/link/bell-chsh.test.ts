import assert from 'node:assert/strict';
import test from 'node:test';
import {
  chshOfErrorRate,
  chshUnderInterception,
  deviceIndependentFraction,
  TSIRELSON_BOUND,
} from '../../../src/qkd/link/bell-chsh.ts';
import { assertClose } from '../closeness.ts';
import { referenceFigures as reference } from '../reference-figures.ts';

test('the CHSH sum falls with errors and with interception', () => {
  assertClose(chshOfErrorRate(0), TSIRELSON_BOUND, 1e-15, 'no errors');
  assertClose(chshOfErrorRate(0.25), Math.SQRT2, 1e-12, 'a quarter');
  for (const fraction of [0, 0.3, 1]) {
    // Interception of a fraction p makes an error rate of p/4.
    assertClose(chshUnderInterception(fraction), chshOfErrorRate(fraction / 4), 1e-12, `fraction ${fraction}`);
  }
});

test('the inequality is violated below 14.64 % only', () => {
  assert.ok(chshOfErrorRate(0.1464) > 2);
  assert.ok(chshOfErrorRate(0.1465) < 2);
});

test('the device-independent rate ends where S = 2.424', () => {
  const { di_qkd_threshold_qber: qber, di_qkd_threshold_S: chsh } = reference;
  assertClose(chshOfErrorRate(qber), chsh, 1e-12, 'S at the threshold');
  assert.ok(Math.abs(deviceIndependentFraction(qber, chsh)) < 1e-9);
  assertClose(deviceIndependentFraction(0, TSIRELSON_BOUND), 1, 1e-12, 'perfect pairs');
  assert.ok(deviceIndependentFraction(0.01, 1.9) < 0);
});
