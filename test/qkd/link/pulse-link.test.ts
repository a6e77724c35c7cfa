import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Detections } from '../../../src/qkd/link/detections.ts';
import type { Eavesdropper } from '../../../src/qkd/link/eavesdropper.ts';
import type { LinkParameters } from '../../../src/qkd/link/link-parameters.ts';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { type LinkSetup, linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { decoyClasses, SINGLE_PHOTONS } from '../../../src/qkd/link/pulse-classes.ts';
import { type PulseChoices, PulseLink } from '../../../src/qkd/link/pulse-link.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertSameShare } from '../closeness.ts';
import { slowPulses } from './slow-pulse-link.ts';

const PULSES = 150_000;
/** Far from any real detector, so that every effect shows in few pulses. */
const ROUGH: LinkParameters = {
  fibreLossDbPerKm: 0.2,
  detectorEfficiency: 0.6,
  darkCountProbability: 0.03,
  misalignment: 0.05,
  deadTimePulses: 3,
  afterpulseProbability: 0.3,
  afterpulseMeanPulses: 4,
  reconciliationEfficiency: 1.1,
};
const DECOYS: PulseChoices = {
  classes: decoyClasses(0.8, 0.2, { signal: 0.5, weak: 0.3, vacuum: 0.2 }),
  bases: [0.7, 0.3],
};
const SINGLE: PulseChoices = { classes: SINGLE_PHOTONS, bases: [1, 1, 1] };

/** Shares of the pulses that end in each kind of event. */
function eventCounts(found: Detections): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  let before = -1;
  for (let index = 0; index < found.length; index++) {
    const [alice, bob] = [found.aliceBasisAt(index), found.bobBasisAt(index)];
    const isWrong = found.aliceBitAt(index) !== found.bobBitAt(index);
    count('detected');
    count(`class ${found.classAt(index)}`);
    count(`photons ${Math.min(found.photonsAt(index), 3)}`);
    count(`bases ${alice} ${bob}${isWrong ? ' wrong' : ''}`);
    count(`class ${found.classAt(index)} ${alice === bob ? 'matched' : 'crossed'}${isWrong ? ' wrong' : ''}`);
    if (found.isKnownAt(index)) count(`known ${alice === bob}`);
    count(`gap ${Math.min(found.pulseAt(index) - before, 12)}`);
    before = found.pulseAt(index);
  }
  return counts;
}

function twinsAgree(setup: LinkSetup, choices: PulseChoices, seed: string): void {
  const random = (name: string): RandomNumbers => new RandomNumbers(new SeededRandom(`${seed} ${name}`));
  const fast = eventCounts(new PulseLink(setup, choices, random('fast')).run(PULSES));
  const slow = eventCounts(slowPulses(setup, choices, random('slow'), PULSES));
  assert.ok(fast.size > 10);
  for (const name of new Set([...fast.keys(), ...slow.keys()])) {
    const share = (counts: ReadonlyMap<string, number>): { successes: number; trials: number } => ({
      successes: counts.get(name) ?? 0,
      trials: PULSES,
    });
    assertSameShare(share(fast), share(slow), name);
  }
}

describe('jumping from click to click has the distribution of going through every pulse', () => {
  const listeners: readonly Eavesdropper[] = [
    { kind: 'none' },
    { kind: 'intercept-resend', fraction: 0.6 },
    { kind: 'photon-number-splitting' },
  ];
  for (const eavesdropper of listeners) {
    test(`decoy pulses, ${eavesdropper.kind}`, (t) => {
      const seed = `decoy ${eavesdropper.kind}`;
      t.diagnostic(`seed "${seed}"`);
      const setup = linkSetup({
        protocol: 'bb84-decoy',
        distanceKm: 10,
        parameters: ROUGH,
        intensities: { signal: 0.8, weak: 0.2 },
        eavesdropper,
      });
      twinsAgree(setup, DECOYS, seed);
    });
  }
  test('single photons in three bases', (t) => {
    const seed = 'single photons';
    t.diagnostic(`seed "${seed}"`);
    const eavesdropper = { kind: 'intercept-resend', fraction: 0.3 } as const;
    twinsAgree(linkSetup({ protocol: 'six-state', distanceKm: 5, parameters: ROUGH, eavesdropper }), SINGLE, seed);
  });
});

test('the state of the receiver lives on from one stretch of pulses to the next', () => {
  const setup = linkSetup({ protocol: 'bb84-decoy', distanceKm: 10, parameters: { ...ROUGH, deadTimePulses: 500 } });
  const link = new PulseLink(setup, DECOYS, new RandomNumbers(new SeededRandom('stretches')));
  const clicks: number[] = [];
  for (let stretch = 0; stretch < 300; stretch++) {
    const found = link.run(100);
    assert.equal(found.pulses, 100);
    for (let index = 0; index < found.length; index++) clicks.push(found.pulseAt(index));
  }
  assert.ok(clicks.length > 20);
  for (const [index, pulse] of clicks.slice(1).entries()) assert.ok(pulse - (clicks[index] ?? 0) > 500);
});

test('the same seed gives the same detections', () => {
  const run = (): readonly number[] => {
    const setup = linkSetup({ protocol: 'bb84-decoy', distanceKm: 20, parameters: linkSources.gys });
    const found = new PulseLink(setup, DECOYS, new RandomNumbers(new SeededRandom('same'))).run(100_000);
    return Array.from({ length: found.length }, (_, index) => found.pulseAt(index) * 2 + found.bobBitAt(index));
  };
  assert.deepEqual(run(), run());
});
