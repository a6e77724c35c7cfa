import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { binaryEntropy } from '../../../src/qkd/link/binary-entropy.ts';
import { type DecoyCounts, decoyKeyLength } from '../../../src/qkd/link/finite-key-decoy.ts';
import { assertClose } from '../closeness.ts';
import { referenceFigures as reference } from '../reference-figures.ts';

/** The system of Lim et al. 2014, section IV: 10 % detectors, 0.2 dB/km, 4 % afterpulses, 0.5 % misalignment. */
const SYSTEM = { efficiency: 0.1, lossDbPerKm: 0.2, dark: 6e-7, afterpulse: 0.04, misalignment: 0.005, keyBasis: 0.9 };
const CLASSES = [
  { mu: 0.5, probability: 0.6 },
  { mu: 0.1, probability: 0.3 },
  { mu: 2e-4, probability: 0.1 },
] as const;
const SECURITY = { secrecy: 1e-10, correctness: 1e-15 };
const EFFICIENCY = 1.16;

interface Expected {
  readonly counts: readonly [DecoyCounts, DecoyCounts, DecoyCounts];
  readonly leaked: number;
  readonly keyDetections: number;
}

/** The counts that the system gives on average. */
function expectedCounts(km: number, pulses: number): Expected {
  const eta = SYSTEM.efficiency * 10 ** ((-SYSTEM.lossDbPerKm * km) / 10);
  let [errors, detections] = [0, 0];
  const count = ({ mu, probability }: (typeof CLASSES)[number]): DecoyCounts => {
    const detected = 1 - (1 - 2 * SYSTEM.dark) * Math.exp(-mu * eta);
    const wrong = SYSTEM.dark + SYSTEM.misalignment * -Math.expm1(-mu * eta) + (SYSTEM.afterpulse * detected) / 2;
    const clicks = detected * (1 + SYSTEM.afterpulse);
    errors += probability * wrong;
    detections += probability * clicks;
    const inTest = pulses * (1 - SYSTEM.keyBasis) ** 2 * probability;
    return {
      meanPhotons: mu,
      probability,
      keyDetections: pulses * SYSTEM.keyBasis ** 2 * probability * clicks,
      testDetections: inTest * clicks,
      testErrors: inTest * wrong,
    };
  };
  const counts = [count(CLASSES[0]), count(CLASSES[1]), count(CLASSES[2])] as const;
  const keyDetections = counts.reduce((sum, each) => sum + each.keyDetections, 0);
  return { counts, keyDetections, leaked: EFFICIENCY * keyDetections * binaryEntropy(errors / detections) };
}

describe('Lim et al. 2014', () => {
  for (const row of reference.lim2014) {
    test(`${row.L} km, ${row.N} pulses`, () => {
      const { counts, leaked, keyDetections } = expectedCounts(row.L, row.N);
      const found = decoyKeyLength(counts, leaked, SECURITY);
      assert.ok(Math.abs(found.length - row.l) <= 1, `${found.length} is not ${row.l}`);
      if (row.nX === undefined) return;
      assertClose(keyDetections, row.nX, 1e-12, 'detections');
      assertClose(leaked, row.leak ?? 0, 1e-12, 'leak');
      assertClose(found.vacuumEvents, row.sX0 ?? 0, 1e-9, 'vacuum events');
      assertClose(found.singlePhotonEvents, row.sX1 ?? 0, 1e-9, 'single-photon events');
      assertClose(found.testSinglePhotonEvents, row.sZ1 ?? 0, 1e-9, 'single-photon events of the test');
      assertClose(found.testSinglePhotonErrors, row.vZ1 ?? 0, 1e-9, 'errors of the test');
      assertClose(found.phaseErrorRate, row.phi ?? 0, 1e-9, 'phase errors');
    });
  }
});

test('no detections give no key, and no number that is none', () => {
  const nothing = CLASSES.map(({ mu, probability }) => ({
    meanPhotons: mu,
    probability,
    keyDetections: 0,
    testDetections: 0,
    testErrors: 0,
  })) as unknown as readonly [DecoyCounts, DecoyCounts, DecoyCounts];
  const found = decoyKeyLength(nothing, 0, SECURITY);
  assert.equal(found.length, 0);
  for (const value of Object.values(found)) assert.ok(Number.isFinite(value));
});
