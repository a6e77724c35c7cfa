import { type CascadeName, cascadeVariants } from '../cascade/cascade-variant.ts';
import { reconcileLocally } from '../cascade/local-cascade.ts';
import type { QkdProtocolName } from '../key-block.ts';
import { analyticLink } from '../link/analytic-link.ts';
import { binaryEntropy } from '../link/binary-entropy.ts';
import type { DecoyMethod } from '../link/decoy-rate.ts';
import { linkSources } from '../link/link-parameters.ts';
import { linkSetup } from '../link/link-setup.ts';
import { simulatedLink } from '../link/link-source.ts';
import { SINGLE_PHOTONS } from '../link/pulse-classes.ts';
import { RandomNumbers } from '../link/random-numbers.ts';
import { SeededRandom } from '../link/seeded-random.ts';
import { observeLink } from '../session/link-observation.ts';
import type { Chart, ChartPoint } from './chart.ts';

const percent = (value: number): string => `${Math.round(value * 100)} %`;
const power = (value: number): string => `1e${Math.round(Math.log10(value))}`;

const range = (from: number, to: number, count: number): readonly number[] =>
  Array.from({ length: count + 1 }, (_, index) => from + ((to - from) * index) / count);

/** Secret bits for each pulse over the length of the fibre, by formula. */
export function keyRateChart(): Chart {
  const { gys } = linkSources;
  const curve = (protocol: QkdProtocolName, decoy: DecoyMethod = 'infinite'): readonly ChartPoint[] =>
    range(0, 180, 360).map((km) => [
      km,
      analyticLink(linkSetup({ protocol, distanceKm: km, parameters: gys, decoy })).secretKeyRatePerPulse,
    ]);
  return {
    title: 'Secret key rate over distance',
    subtitle: 'Fibre 0.21 dB/km, detector 4.5 %, dark counts 1.7e-6 (GYS); by formula, long keys',
    x: { label: 'fibre in km', from: 0, to: 180, ticks: range(0, 180, 9), format: String },
    y: {
      label: 'secret bits per pulse',
      from: 1e-8,
      to: 1e-1,
      ticks: [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1],
      isLogarithmic: true,
      format: power,
    },
    series: [
      { name: 'BB84, single photons', points: curve('bb84') },
      { name: 'six states', points: curve('six-state') },
      { name: 'SARG04', points: curve('sarg04') },
      { name: 'BBM92, pairs', points: curve('bbm92') },
      { name: 'E91, pairs', points: curve('e91') },
      { name: 'BB84, decoys', points: curve('bb84-decoy') },
      { name: 'vacuum + weak', points: curve('bb84-decoy', 'vacuum+weak'), isDashed: true },
    ],
  };
}

const INTERCEPTED_PULSES = 60_000;
const THRESHOLD = 0.11;

/** Error rate over the fraction of pulses that is intercepted: simulated, beside the formula. */
export function interceptionChart(seed: string): Chart {
  const parameters = { ...linkSources.modern, detectorEfficiency: 0.5 };
  const setupOf = (protocol: QkdProtocolName, fraction: number): ReturnType<typeof linkSetup> =>
    linkSetup({ protocol, distanceKm: 0, parameters, eavesdropper: { kind: 'intercept-resend', fraction } });
  const formula = (protocol: QkdProtocolName): readonly ChartPoint[] =>
    range(0, 1, 20).map((fraction) => [fraction, analyticLink(setupOf(protocol, fraction)).qber]);
  const simulated = (protocol: QkdProtocolName): readonly ChartPoint[] =>
    range(0, 1, 20).map((fraction) => {
      const random = new RandomNumbers(new SeededRandom(`${seed} ${protocol} ${fraction}`));
      const found = simulatedLink(setupOf(protocol, fraction), random).run(INTERCEPTED_PULSES);
      return [fraction, observeLink(protocol, SINGLE_PHOTONS, found).qber ?? 0];
    });
  return {
    title: 'What a listener costs: error rate over intercepted share',
    subtitle: `Intercept and resend; simulated with ${INTERCEPTED_PULSES} pulses a point; dashed: formula`,
    x: { label: 'share of pulses intercepted', from: 0, to: 1, ticks: range(0, 1, 5), format: percent },
    y: { label: 'error rate of sifted bits', from: 0, to: 0.4, ticks: range(0, 0.4, 8), format: percent },
    series: [
      { name: 'BB84', points: simulated('bb84') },
      { name: 'six states', points: simulated('six-state') },
      { name: 'SARG04', points: simulated('sarg04') },
      { name: 'BB84: formula', points: formula('bb84'), isDashed: true },
      { name: 'six states: formula', points: formula('six-state'), isDashed: true },
      { name: 'BB84 gives no key', points: [0, 1].map((share) => [share, THRESHOLD]), isDashed: true },
    ],
  };
}

const CASCADE_KEY_BITS = 10_000;
/** Keys whose mean is a point of the chart of Cascade, unless another number is asked for. */
const CASCADE_KEYS = 6;

/** Efficiency of the variants of Cascade over the error rate, measured. */
export function cascadeChart(seed: string, keys: number = CASCADE_KEYS): Chart {
  const rates = [0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1];
  const names: readonly CascadeName[] = ['original', 'biconf', 'opt2', 'opt3', 'opt7', 'opt8'];
  return {
    title: 'Efficiency of Cascade over error rate',
    subtitle: `Bits disclosed over n h(Q); mean of ${keys} keys of ${CASCADE_KEY_BITS} bits; 1 is the Shannon limit`,
    x: { label: 'error rate', from: 0, to: 0.1, ticks: range(0, 0.1, 5), format: percent },
    y: { label: 'efficiency f', from: 1, to: 1.3, ticks: range(1, 1.3, 6), format: (value) => value.toFixed(2) },
    series: names.map((name) => ({
      name,
      points: rates.map((qber): ChartPoint => [qber, cascadeEfficiency(name, qber, seed, keys)]),
    })),
  };
}

function cascadeEfficiency(name: CascadeName, qber: number, seed: string, keys: number): number {
  const random = new SeededRandom(`${seed} ${name} ${qber}`);
  let disclosed = 0;
  for (let key = 0; key < keys; key++) {
    const right = random.fill(new Uint8Array(CASCADE_KEY_BITS)).map((byte) => byte & 1);
    const noisy = right.slice();
    for (let errors = Math.round(CASCADE_KEY_BITS * qber); errors > 0; ) {
      const place = random.u32() % CASCADE_KEY_BITS;
      if (noisy[place] !== right[place]) continue;
      noisy[place] = (noisy[place] ?? 0) ^ 1;
      errors--;
    }
    const shuffle = random.fill(new Uint8Array(16));
    disclosed += reconcileLocally(right, noisy, shuffle, cascadeVariants[name], qber).disclosed;
  }
  return disclosed / keys / CASCADE_KEY_BITS / binaryEntropy(qber);
}
