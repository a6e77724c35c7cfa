import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { QkdProtocolName } from '../../../src/qkd/key-block.ts';
import { analyticLink, sarg04ErrorRate } from '../../../src/qkd/link/analytic-link.ts';
import type { Eavesdropper } from '../../../src/qkd/link/eavesdropper.ts';
import { type LinkParameters, linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { linkSetup, qkdProtocols } from '../../../src/qkd/link/link-setup.ts';
import { simulatedLink } from '../../../src/qkd/link/link-source.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial, assertClose, SIGMAS } from '../closeness.ts';
import { siftedTally } from '../sifted-tally.ts';

const NOISY: LinkParameters = {
  ...linkSources.modern,
  detectorEfficiency: 0.2,
  darkCountProbability: 2e-4,
  misalignment: 0.02,
};
const ONLY_SIGNALS = { shares: { signal: 1, weak: 0, vacuum: 0 }, keyBasis: 0.5 };

/** Runs both models and asserts that gain, sifted share and error rate agree. */
function modelsAgree(
  protocol: QkdProtocolName,
  distanceKm: number,
  parameters: LinkParameters,
  eavesdropper: Eavesdropper,
  pulses: number,
): void {
  const setup = linkSetup({ protocol, distanceKm, parameters, eavesdropper });
  const seed = `${protocol} ${distanceKm} ${eavesdropper.kind}`;
  const link = simulatedLink(setup, new RandomNumbers(new SeededRandom(seed)), ONLY_SIGNALS);
  const tally = siftedTally(protocol, link.run(pulses));
  const analytic = analyticLink(setup);
  const where = `${seed}:`;
  assertBinomial(tally.detections, pulses, analytic.gain, `${where} gain`);
  assertBinomial(tally.sifted, tally.detections, analytic.siftedShare, `${where} sifted`);
  assertBinomial(tally.errors, tally.sifted, analytic.qber, `${where} error rate`);
  if (protocol === 'e91') {
    const tolerance = (SIGMAS * 2) / Math.sqrt(tally.detections / 9);
    assert.ok(Math.abs((tally.chsh ?? 0) - (analytic.chsh ?? 9)) < tolerance, `${where} CHSH`);
  }
}

describe('the simulation agrees with the formulas within 6 sigma', () => {
  for (const protocol of qkdProtocols) {
    test(protocol, () => {
      modelsAgree(protocol, 5, NOISY, { kind: 'none' }, 1_000_000);
      modelsAgree(protocol, 40, NOISY, { kind: 'intercept-resend', fraction: 0.4 }, 2_000_000);
    });
  }
  test('with dead time and afterpulses', () => {
    const paused = { ...NOISY, deadTimePulses: 40, afterpulseProbability: 0.03, afterpulseMeanPulses: 400 };
    for (const protocol of ['bb84', 'bb84-decoy', 'bbm92'] as const) {
      modelsAgree(protocol, 60, paused, { kind: 'none' }, 1_000_000);
    }
  });
  test('while pulses are split', () => {
    modelsAgree('bb84-decoy', 50, NOISY, { kind: 'photon-number-splitting' }, 3_000_000);
  });
});

describe('listeners show as the formulas of the design say', () => {
  const clean = { ...linkSources.modern, darkCountProbability: 0, misalignment: 0, detectorEfficiency: 1 };
  const at = (protocol: QkdProtocolName, fraction: number): number =>
    analyticLink(
      linkSetup({ protocol, distanceKm: 0, parameters: clean, eavesdropper: { kind: 'intercept-resend', fraction } }),
    ).qber;

  test('intercepting a fraction p makes p/4 for two bases, p/3 for three', () => {
    for (const fraction of [0.1, 0.5, 1]) {
      for (const protocol of ['bb84', 'bb84-decoy', 'bbm92', 'e91'] as const) {
        assertClose(at(protocol, fraction), fraction / 4, 1e-12, protocol);
      }
      assertClose(at('six-state', fraction), fraction / 3, 1e-12, 'six-state');
      assertClose(at('sarg04', fraction), sarg04ErrorRate(fraction / 4), 1e-12, 'sarg04');
    }
    assertClose(at('sarg04', 1), 1 / 3, 1e-12, 'all of SARG04');
  });

  test('SARG04 keeps (1/2 + D)/2 of the detections: a quarter on a clean link', () => {
    const share = (fraction: number): number =>
      analyticLink(
        linkSetup({
          protocol: 'sarg04',
          distanceKm: 0,
          parameters: clean,
          eavesdropper: { kind: 'intercept-resend', fraction },
        }),
      ).siftedShare;
    assertClose(share(0), 1 / 4, 1e-12, 'clean');
    assertClose(share(1), (1 / 2 + 1 / 4) / 2, 1e-12, 'all intercepted');
  });

  test('splitting leaves gain and errors of the signal alone, and the decoys tell', () => {
    const rate = (kind: 'none' | 'photon-number-splitting', decoy: 'vacuum+weak' | 'none'): number =>
      analyticLink(
        linkSetup({
          protocol: 'bb84-decoy',
          distanceKm: 50,
          parameters: linkSources.gys,
          eavesdropper: { kind },
          decoy,
        }),
      ).secretKeyRatePerPulse;
    assert.ok(rate('none', 'vacuum+weak') > 0);
    assert.equal(rate('photon-number-splitting', 'vacuum+weak'), 0);
    // Without decoys nothing tells, and so there never was a key at this distance and intensity.
    assert.equal(rate('none', 'none'), 0);
  });
});

test('the usual set-up of decoy states gives the published rates', () => {
  const rate = (distanceKm: number): number =>
    analyticLink(linkSetup({ protocol: 'bb84-decoy', distanceKm, parameters: linkSources.gys })).secretKeyRatePerPulse;
  for (const [km, wanted] of [
    [0, 2.555e-3],
    [20, 9.625e-4],
    [100, 1.718e-5],
    [140, 2.46e-7],
  ] as const) {
    assertClose(rate(km), wanted, 3e-3, `${km} km`);
  }
});
