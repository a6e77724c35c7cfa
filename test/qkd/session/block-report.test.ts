import assert from 'node:assert/strict';
import test from 'node:test';
import { SINGLE_PHOTONS } from '../../../src/qkd/link/pulse-classes.ts';
import { blockParameters } from '../../../src/qkd/post-processing/block-parameters.ts';
import { blockReport } from '../../../src/qkd/session/block-report.ts';

test('a report adds up what an end has, and says that nothing protects', () => {
  const outcome = {
    key: new Uint8Array(100),
    detections: 5000,
    sifted: 2500,
    counts: [{ keyBits: 2000, testBits: 500, testErrors: 10 }],
    chsh: 2.7,
    corrected: 41,
    leakedBits: 300,
    authenticationBits: 256,
    correctness: 1e-36,
    forgeryBound: 1e-34,
  };
  assert.deepEqual(blockReport(blockParameters('e91', SINGLE_PHOTONS), 10_000, outcome), {
    protocol: 'e91',
    simulated: true,
    pulses: 10_000,
    detections: 5000,
    sifted: 2500,
    tested: 500,
    qber: 0.02,
    errors: 41,
    leakedBits: 300,
    authenticationBits: 256,
    finalBits: 800,
    secretKeyRatePerPulse: 0.08,
    security: { correctness: 1e-36, secrecy: 1e-10, authentication: 1e-34 },
    chsh: 2.7,
  });
});
