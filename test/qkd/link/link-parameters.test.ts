import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import {
  assertLinkPossible,
  fibreTransmittance,
  type LinkParameters,
  linkSources,
  MAX_DISTANCE_KM,
  transmittance,
} from '../../../src/qkd/link/link-parameters.ts';
import { assertClose } from '../closeness.ts';
import { referenceFigures as reference } from '../reference-figures.ts';

test('the transmittance with the parameters of Gobby, Yuan and Shields', () => {
  for (const { L, eta } of reference.GYS_table) assertClose(transmittance(linkSources.gys, L), eta, 1e-12, `${L} km`);
  assert.equal(fibreTransmittance(linkSources.gys, 0), 1);
});

test('every named set of parameters is possible', () => {
  for (const parameters of Object.values(linkSources)) assertLinkPossible(parameters, 10);
});

test('impossible parameters are named', () => {
  const faults: readonly [keyof LinkParameters, number][] = [
    ['fibreLossDbPerKm', -1],
    ['detectorEfficiency', 1.01],
    ['darkCountProbability', -1e-9],
    ['misalignment', Number.NaN],
    ['deadTimePulses', 1.5],
    ['afterpulseProbability', 2],
    ['afterpulseMeanPulses', 0],
    ['reconciliationEfficiency', 0.9],
  ];
  for (const [name, value] of faults) {
    assert.throws(
      () => assertLinkPossible({ ...linkSources.gys, [name]: value }, 10),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID') && error.details.argument === name,
    );
  }
  for (const km of [-1, MAX_DISTANCE_KM + 1, Number.NaN]) {
    assert.throws(
      () => assertLinkPossible(linkSources.gys, km),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID') && error.details.argument === 'distanceKm',
    );
  }
});
