import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bestDecoySignal,
  bestSignalWithoutDecoys,
  boundedSinglePhotons,
  type DecoyMethod,
  decoyRate,
  fibreChannel,
  pulseStatistics,
  reachOf,
  withDarkCounts,
} from '../../../src/qkd/link/decoy-rate.ts';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { assertClose } from '../closeness.ts';
import { referenceFigures as reference } from '../reference-figures.ts';

const { gys } = linkSources;
const f = gys.reconciliationEfficiency;
const INTENSITIES = { signal: 0.48, weak: 0.05 };

function reach(method: DecoyMethod, intensities = INTENSITIES): number {
  return reachOf((km) => decoyRate(fibreChannel(gys, km), intensities, method, f).secretKeyRatePerPulse, 300);
}

describe('the decoy-state table of Gobby, Yuan and Shields', () => {
  for (const row of reference.GYS_table) {
    test(`at ${row.L} km`, () => {
      const channel = fibreChannel(gys, row.L);
      const infinite = decoyRate(channel, INTENSITIES, 'infinite', f);
      const bounded = decoyRate(channel, INTENSITIES, 'vacuum+weak', f);
      assertClose(infinite.gain, row.Qmu, 1e-9, 'gain');
      assertClose(infinite.errorRate, row.Emu, 1e-9, 'error rate');
      assertClose(infinite.singlePhotons.yield, row.Y1, 1e-9, 'Y1');
      assertClose(infinite.singlePhotons.errorRate, row.e1, 1e-9, 'e1');
      assertClose(infinite.secretKeyRatePerPulse, row.R_inf_mu048, 1e-8, 'rate, infinite decoys');
      assertClose(bounded.singlePhotons.yield, row.Y1_L, 1e-8, 'bound of Y1');
      assertClose(bounded.singlePhotons.errorRate, row.e1_U, 1e-8, 'bound of e1');
      assertClose(bounded.secretKeyRatePerPulse, row.R_vw_mu048_nu005, 1e-7, 'rate, vacuum and weak');
    });
  }
});

test('keys end at the published distances', () => {
  // The reference was found in steps of 10 m, the first step without a key being named.
  const steps = (found: number, wanted: number): void => assert.ok(Math.abs(found - wanted) < 0.011, `${found} km`);
  steps(reach('infinite'), reference['decoy_inf_max_km_mu0.48']);
  steps(reach('vacuum+weak'), reference['decoy_vac_weak_nu0.05_mu0.48_max_km']);
  steps(reach('vacuum+weak', { signal: 0.48, weak: 0.01 }), reference['decoy_vac_weak_nu0.01_mu0.48_max_km']);
  const withoutDecoys = reachOf((km) => {
    const channel = fibreChannel(gys, km);
    return decoyRate(channel, { signal: bestSignalWithoutDecoys(channel, f), weak: 0 }, 'none', f)
      .secretKeyRatePerPulse;
  }, 300);
  steps(withoutDecoys, reference.nodecoy_max_km_mu_opt);
});

test('the best signal is the root of its equation', () => {
  assertClose(bestDecoySignal(gys.misalignment, f), reference.GYS_mu_opt_eq, 1e-12, 'mu');
});

test('the bounds are on the safe side whatever the channel does with each number of photons', () => {
  // Yields that grow oddly with the number of photons, as an eavesdropper might make them.
  const yields = [1e-6, 0.003, 0.05, 0.0001, 0.4];
  const channel = {
    darkCountProbability: 1e-6,
    misalignment: 0.02,
    light: (photons: number) => (yields[Math.min(photons, 4)] ?? 0) * (photons === 0 ? 0 : 1),
  };
  const bound = boundedSinglePhotons(pulseStatistics(channel, 0.5), pulseStatistics(channel, 0.1), 1e-6, {
    signal: 0.5,
    weak: 0.1,
  });
  const truth = withDarkCounts(channel, channel.light(1));
  assert.ok(bound.yield <= truth.gain);
  assert.ok(bound.errorRate * bound.yield >= truth.errorRate * bound.yield - 1e-12);
});

test('a channel that only multi-photon pulses pass gives no key', () => {
  const channel = { darkCountProbability: 0, misalignment: 0, light: (photons: number) => (photons > 1 ? 0.05 : 0) };
  for (const method of ['vacuum+weak', 'infinite', 'none'] as const) {
    assert.equal(decoyRate(channel, INTENSITIES, method, 1.1).secretKeyRatePerPulse, 0, method);
  }
});

test('nothing arrives and nothing is dark: no clicks, and a coin toss for an error rate', () => {
  const channel = { darkCountProbability: 0, misalignment: 0, light: () => 0 };
  assert.deepEqual(pulseStatistics(channel, 0.5), { gain: 0, errorRate: 0.5 });
});
