import test from 'node:test';
import { errorThresholds, thresholdOf } from '../../../src/qkd/link/error-thresholds.ts';
import { bb84Fraction } from '../../../src/qkd/link/secret-fraction.ts';
import { assertClose } from '../closeness.ts';
import { referenceFigures as reference } from '../reference-figures.ts';

const thresholds = errorThresholds();

test('thresholds agree with those of another program', () => {
  assertClose(thresholds.bb84, reference.bb84_asymptotic_threshold, 1e-12, 'BB84');
  assertClose(thresholds.bb84At116, reference['bb84_threshold_f1.16'], 1e-12, 'BB84 at f = 1.16');
  assertClose(thresholds.bb84At122, reference['bb84_threshold_f1.22'], 1e-12, 'BB84 at f = 1.22');
  assertClose(thresholds.sixState, reference.six_state_threshold, 1e-12, 'six states');
  assertClose(thresholds.chsh, reference.chsh_violation_qber_limit, 1e-12, 'CHSH');
  assertClose(thresholds.deviceIndependent, reference.di_qkd_threshold_qber, 1e-12, 'device-independent');
});

test('thresholds agree with the figures published in papers', () => {
  assertClose(thresholds.bb84, 0.110_03, 1e-4, 'Shor and Preskill');
  assertClose(thresholds.sixState, 0.1262, 1e-3, 'Lo');
  assertClose(thresholds.deviceIndependent, 0.0715, 1e-3, 'Acin et al.');
  assertClose(thresholds.sarg04, 0.0968, 1.5e-3, 'Tamaki and Lo');
  // With noise added by one end: 12.4 % for BB84 (Kraus, Gisin and Renner), 10.95 % for SARG04 (Branciard et al.).
  assertClose(thresholds.bb84WithNoise, 0.1241, 2e-4, 'BB84 with noise');
  assertClose(thresholds.sarg04WithNoise, 0.1095, 2e-4, 'SARG04 with noise');
});

test('worse reconciliation lowers the threshold', () => {
  const falling = [1, 1.1, 1.2, 1.5].map((f) => thresholdOf(bb84Fraction, f));
  for (const [index, value] of falling.slice(1).entries())
    assertClose(Math.min(value, falling[index] ?? 0), value, 0, 'f');
});
