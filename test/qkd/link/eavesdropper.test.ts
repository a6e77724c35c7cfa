import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import {
  assertEavesdropperPossible,
  errorUnderInterception,
  interceptedFraction,
  NO_EAVESDROPPER,
} from '../../../src/qkd/link/eavesdropper.ts';

test('only interception measures pulses', () => {
  assert.equal(interceptedFraction(NO_EAVESDROPPER), 0);
  assert.equal(interceptedFraction({ kind: 'photon-number-splitting' }), 0);
  assert.equal(interceptedFraction({ kind: 'intercept-resend', fraction: 0.3 }), 0.3);
});

test('interception adds (1 - 1/bases)/2 of its fraction, and hides behind errors that are there anyway', () => {
  assert.equal(errorUnderInterception(0, 1, 2), 0.25);
  assert.ok(Math.abs(errorUnderInterception(0, 1, 3) - 1 / 3) < 1e-15);
  assert.equal(errorUnderInterception(0.5, 1, 2), 0.5);
  assert.equal(errorUnderInterception(0.03, 0, 2), 0.03);
});

test('a fraction must be one', () => {
  for (const fraction of [-0.1, 1.1, Number.NaN]) {
    assert.throws(
      () => assertEavesdropperPossible({ kind: 'intercept-resend', fraction }),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  }
});
