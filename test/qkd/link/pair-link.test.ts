import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chshUnderInterception, TSIRELSON_BOUND } from '../../../src/qkd/link/bell-chsh.ts';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { BBM92_CHOICES, E91_CHOICES, PAIR_ANGLES, PairLink } from '../../../src/qkd/link/pair-link.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial, SIGMAS } from '../closeness.ts';
import { siftedTally } from '../sifted-tally.ts';

const PERFECT = { ...linkSources.modern, detectorEfficiency: 1, darkCountProbability: 0, misalignment: 0 };
const PAIRS = 200_000;

describe('the CHSH sum of simulated pairs', () => {
  for (const fraction of [0, 0.4, 1]) {
    test(`with ${fraction} of the pairs intercepted`, (t) => {
      t.diagnostic(`seed "chsh ${fraction}"`);
      const eavesdropper = { kind: 'intercept-resend', fraction } as const;
      const setup = linkSetup({ protocol: 'e91', distanceKm: 0, parameters: PERFECT, eavesdropper });
      const link = new PairLink(setup, E91_CHOICES, new RandomNumbers(new SeededRandom(`chsh ${fraction}`)));
      const tally = siftedTally('e91', link.run(PAIRS));
      // Each of four correlations is a mean of about a ninth of the pairs, with a deviation below 1.
      const tolerance = (SIGMAS * 2) / Math.sqrt(PAIRS / 9);
      assert.ok(Math.abs((tally.chsh ?? 0) - chshUnderInterception(fraction)) < tolerance, `${tally.chsh}`);
      assertBinomial(tally.errors, tally.sifted, fraction / 4, 'error rate');
      assertBinomial(tally.sifted, tally.detections, 2 / 9, 'sifted');
    });
  }
  test('is never above what quantum mechanics allows by more than chance', () => {
    const setup = linkSetup({ protocol: 'e91', distanceKm: 0, parameters: PERFECT });
    const link = new PairLink(setup, E91_CHOICES, new RandomNumbers(new SeededRandom('bound')));
    const chsh = siftedTally('e91', link.run(PAIRS)).chsh ?? 0;
    assert.ok(chsh > 2.7 && chsh < TSIRELSON_BOUND + (SIGMAS * 2) / Math.sqrt(PAIRS / 9));
  });
});

test('outcomes are correlated as the angles say', (t) => {
  t.diagnostic('seed "angles"');
  const setup = linkSetup({ protocol: 'e91', distanceKm: 0, parameters: { ...PERFECT, misalignment: 0.1 } });
  const found = new PairLink(setup, E91_CHOICES, new RandomNumbers(new SeededRandom('angles'))).run(PAIRS);
  for (const alice of E91_CHOICES.alice) {
    for (const bob of E91_CHOICES.bob) {
      let [equal, count] = [0, 0];
      for (let index = 0; index < found.length; index++) {
        if (found.aliceBasisAt(index) !== alice || found.bobBasisAt(index) !== bob) continue;
        count++;
        if (found.aliceBitAt(index) === found.bobBitAt(index)) equal++;
      }
      const angle = (PAIR_ANGLES[alice] ?? 0) - (PAIR_ANGLES[bob] ?? 0);
      assertBinomial(equal, count, (1 + 0.8 * Math.cos(angle)) / 2, `angles ${alice} and ${bob}`);
    }
  }
});

test('only pulses in which both receivers click count, and their blind times are their own', () => {
  const parameters = { ...PERFECT, detectorEfficiency: 0.5, deadTimePulses: 2 };
  const setup = linkSetup({ protocol: 'bbm92', distanceKm: 0, parameters });
  const found = new PairLink(setup, BBM92_CHOICES, new RandomNumbers(new SeededRandom('pauses'))).run(PAIRS);
  // Each receiver is ready in 1 of 1 + 0.5 * 2 pulses, so that both click in (0.5 / 2)^2 of them.
  assert.ok(Math.abs(found.length / PAIRS - 1 / 16) < 0.004, `${found.length}`);
  for (let index = 1; index < found.length; index++) {
    assert.ok(found.pulseAt(index) - found.pulseAt(index - 1) > 2);
  }
});
