import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { errorThresholds } from '../../../src/qkd/link/error-thresholds.ts';
import { qkdProtocols } from '../../../src/qkd/link/link-setup.ts';
import { decoyClasses, SINGLE_PHOTONS } from '../../../src/qkd/link/pulse-classes.ts';
import {
  assertParametersPossible,
  blockParameters,
  parametersDigest,
} from '../../../src/qkd/post-processing/block-parameters.ts';

const usual = blockParameters('bb84', SINGLE_PHOTONS);

test('the usual parameters are possible, and no limit lies above the threshold of its protocol', () => {
  const { bb84, sarg04 } = errorThresholds();
  for (const protocol of qkdProtocols) {
    const parameters = blockParameters(protocol, SINGLE_PHOTONS);
    assertParametersPossible(parameters);
    assert.ok(parameters.largestQber <= (protocol === 'sarg04' ? sarg04 : bb84), protocol);
  }
});

test('impossible parameters are refused', () => {
  for (const fault of [{ testShare: 0 }, { testShare: 1 }, { secrecy: 0 }, { largestQber: 0.5 }, { classes: [] }]) {
    assert.throws(
      () => assertParametersPossible({ ...usual, ...fault }),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  }
});

test('the digest depends on every parameter', () => {
  const variants = [
    usual,
    { ...usual, protocol: 'bbm92' as const },
    { ...usual, largestQber: 0.1 },
    { ...usual, testShare: 0.3 },
    { ...usual, reconciliation: 'original' as const },
    { ...usual, secrecy: 1e-9 },
    { ...usual, classes: decoyClasses(0.5, 0.1, { signal: 0.5, weak: 0.3, vacuum: 0.2 }) },
    { ...usual, classes: decoyClasses(0.5, 0.2, { signal: 0.5, weak: 0.3, vacuum: 0.2 }) },
    { ...usual, classes: decoyClasses(0.5, 0.2, { signal: 0.4, weak: 0.4, vacuum: 0.2 }) },
  ];
  const digests = new Set(variants.map((each) => Buffer.from(parametersDigest(each)).toString('hex')));
  assert.equal(digests.size, variants.length);
  assert.deepEqual(parametersDigest({ ...usual }), parametersDigest(usual));
});
