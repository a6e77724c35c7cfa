import { analyticLink } from '../link/analytic-link.ts';
import { chshOfErrorRate, chshUnderInterception, TSIRELSON_BOUND } from '../link/bell-chsh.ts';
import { binaryEntropy } from '../link/binary-entropy.ts';
import { bestDecoySignal, bestSignalWithoutDecoys, decoyRate, fibreChannel, reachOf } from '../link/decoy-rate.ts';
import { errorThresholds } from '../link/error-thresholds.ts';
import { tomamichelLength } from '../link/finite-key.ts';
import { linkSources } from '../link/link-parameters.ts';
import { DEFAULT_INTENSITIES, linkSetup } from '../link/link-setup.ts';
import { limLength } from './lim-system.ts';

/** One figure: what it is of, its value, and in what unit. */
export interface ReferenceFigure {
  readonly section: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const LONGEST_KM = 300;

/** The figures that the literature gives for quantum key distribution, each computed here from its formula. */
export function referenceFigures(): readonly ReferenceFigure[] {
  return [...thresholdFigures(), ...bellFigures(), ...listenerFigures(), ...decoyFigures(), ...finiteFigures()];
}

const figures = (section: string, unit: string, values: Readonly<Record<string, number>>): readonly ReferenceFigure[] =>
  Object.entries(values).map(([name, value]) => ({ section, name, value, unit }));

function thresholdFigures(): readonly ReferenceFigure[] {
  const thresholds = errorThresholds();
  return figures('largest error rate', 'share', {
    'BB84, 1 - 2h(Q) = 0': thresholds.bb84,
    'BB84, f = 1.16': thresholds.bb84At116,
    'BB84, f = 1.22': thresholds.bb84At122,
    'BB84, noise added by one end': thresholds.bb84WithNoise,
    'six states': thresholds.sixState,
    'SARG04, one photon': thresholds.sarg04,
    'SARG04, one photon, noise added by one end': thresholds.sarg04WithNoise,
    'CHSH sum above 2': thresholds.chsh,
    'device-independent': thresholds.deviceIndependent,
  });
}

function bellFigures(): readonly ReferenceFigure[] {
  const { deviceIndependent } = errorThresholds();
  return figures('CHSH sum', 'S', {
    'E91, no errors': TSIRELSON_BOUND,
    'E91, Q = 5 %': chshOfErrorRate(0.05),
    'E91, half of the pairs intercepted': chshUnderInterception(0.5),
    'E91, all pairs intercepted': chshUnderInterception(1),
    'device-independent threshold': chshOfErrorRate(deviceIndependent),
  });
}

function listenerFigures(): readonly ReferenceFigure[] {
  const parameters = { ...linkSources.modern, detectorEfficiency: 1, darkCountProbability: 0, misalignment: 0 };
  const at = (protocol: 'bb84' | 'six-state' | 'sarg04', fraction: number): ReturnType<typeof analyticLink> =>
    analyticLink(
      linkSetup({ protocol, distanceKm: 0, parameters, eavesdropper: { kind: 'intercept-resend', fraction } }),
    );
  return [
    ...figures('error rate when all is intercepted', 'share', {
      BB84: at('bb84', 1).qber,
      'six states': at('six-state', 1).qber,
      SARG04: at('sarg04', 1).qber,
    }),
    ...figures('sifted share', 'share', {
      'SARG04, ideal': at('sarg04', 0).siftedShare,
      'SARG04, all intercepted': at('sarg04', 1).siftedShare,
    }),
  ];
}

function decoyFigures(): readonly ReferenceFigure[] {
  const { gys } = linkSources;
  const f = gys.reconciliationEfficiency;
  const rate = (km: number, method: 'infinite' | 'vacuum+weak'): number =>
    decoyRate(fibreChannel(gys, km), DEFAULT_INTENSITIES, method, f).secretKeyRatePerPulse;
  const rateWithout = (km: number): number => {
    const channel = fibreChannel(gys, km);
    const signal = bestSignalWithoutDecoys(channel, f);
    return decoyRate(channel, { signal, weak: 0 }, 'none', f).secretKeyRatePerPulse;
  };
  const distances = [0, 20, 100, 140];
  return [
    ...figures('decoy states, GYS link', 'photons', { 'best signal': bestDecoySignal(gys.misalignment, f) }),
    ...figures('decoy states, GYS link: reach', 'km', {
      'infinite decoys, mu = 0.48': reachOf((km) => rate(km, 'infinite'), LONGEST_KM),
      'vacuum + weak, nu = 0.05': reachOf((km) => rate(km, 'vacuum+weak'), LONGEST_KM),
      'no decoys, best mu': reachOf(rateWithout, LONGEST_KM),
    }),
    ...(['infinite', 'vacuum+weak'] as const).flatMap((method) =>
      figures(
        `decoy states, GYS link: ${method}`,
        'secret bits/pulse',
        Object.fromEntries(distances.map((km) => [`${km} km`, rate(km, method)])),
      ),
    ),
  ];
}

function finiteFigures(): readonly ReferenceFigure[] {
  const block = (keyBits: number, testBits: number, testErrorRate: number): number =>
    tomamichelLength({
      keyBits,
      testBits,
      testErrorRate,
      leakedBits: 1.1 * keyBits * binaryEntropy(testErrorRate),
      secrecy: 1e-10,
      correctness: 1e-15,
    });
  return [
    ...figures('finite keys, Tomamichel 2012', 'bits', {
      'n = 1e5, k = 1e4, Q = 2 %': block(1e5, 1e4, 0.02),
      'n = 1e6, k = 1e5, Q = 5 %': block(1e6, 1e5, 0.05),
      'n = 1e7, k = 1e6, Q = 5 %': block(1e7, 1e6, 0.05),
    }),
    ...figures('finite keys, Lim 2014', 'bits', {
      '0 km, N = 1e9': limLength(0, 1e9),
      '50 km, N = 1e10': limLength(50, 1e10),
      '100 km, N = 1e12': limLength(100, 1e12),
    }),
  ];
}
