import type { QkdProtocolName } from '../key-block.ts';
import { chshOfErrorRate } from './bell-chsh.ts';
import { decoyRate, type PulseChannel, pulseStatistics, SIFTED_SHARE, withDarkCounts } from './decoy-rate.ts';
import { errorUnderInterception, interceptedFraction } from './eavesdropper.ts';
import { type LinkParameters, transmittance } from './link-parameters.ts';
import type { LinkSetup } from './link-setup.ts';
import { anyDetected } from './photon-numbers.ts';
import { pathsOf } from './pulse-link.ts';
import { pausedReceiver } from './receiver-pauses.ts';
import { bb84Fraction, type SecretFraction, sarg04Fraction, sixStateFraction } from './secret-fraction.ts';

/** What a link gives in the long run, by formula. */
export interface AnalyticLink {
  readonly protocol: QkdProtocolName;
  readonly distanceKm: number;
  /** Error rate of the sifted bits, 0 to 1. */
  readonly qber: number;
  /** Detections for each pulse; coincidences for pairs. */
  readonly gain: number;
  /** Sifted bits for each detection. */
  readonly siftedShare: number;
  /** Secret bits for each pulse; 0 where there is no key. */
  readonly secretKeyRatePerPulse: number;
  /** The CHSH sum, for the protocol that measures it. */
  readonly chsh?: number;
}

/** Evaluates the formulas of docs/spec/qkd-links.md for one set-up. */
export function analyticLink(setup: LinkSetup): AnalyticLink {
  return models[setup.protocol](setup);
}

const models: Readonly<Record<QkdProtocolName, (setup: LinkSetup) => AnalyticLink>> = {
  bb84: (setup) => singlePhotonLink(setup, 2, SIFTED_SHARE, bb84Fraction),
  'six-state': (setup) => singlePhotonLink(setup, 3, 1 / 3, sixStateFraction),
  sarg04: sarg04Link,
  'bb84-decoy': decoyLink,
  bbm92: (setup) => pairLink(setup, SIFTED_SHARE),
  e91: e91Link,
};

/** Share of the pairs of E91 that are measured at the same angle: two of nine combinations. */
const E91_SIFTED_SHARE: number = 2 / 9;

interface ReadyChannel {
  readonly channel: PulseChannel;
  /** Share of the pulses that find the receiver ready. */
  readonly ready: number;
}

/** The channel of a set-up as its receiver sees it: carriers set free count as dark counts, dead time as loss. */
function readyChannel(setup: LinkSetup, bases: number, lightOf: (channel: PulseChannel) => number): ReadyChannel {
  const paths = pathsOf(setup);
  const { parameters } = setup;
  const channel: PulseChannel = {
    darkCountProbability: parameters.darkCountProbability,
    misalignment: errorUnderInterception(parameters.misalignment, interceptedFraction(setup.eavesdropper), bases),
    light: (number) => {
      const { passes, photons, transmittance } = paths(number);
      return passes * anyDetected(photons, transmittance);
    },
  };
  return withPauses(parameters, channel, lightOf(channel));
}

function withPauses(parameters: LinkParameters, channel: PulseChannel, light: number): ReadyChannel {
  const { gain } = withDarkCounts(channel, light);
  const { clicks, afterpulseShare } = pausedReceiver(parameters, gain);
  const released = (gain * afterpulseShare) / (1 - afterpulseShare);
  const darkCountProbability = channel.darkCountProbability + released;
  return { channel: { ...channel, darkCountProbability }, ready: clicks / (gain + released || 1) };
}

function singlePhotonLink(
  setup: LinkSetup,
  bases: number,
  siftedShare: number,
  fraction: SecretFraction,
): AnalyticLink {
  const { channel, ready } = readyChannel(setup, bases, (plain) => plain.light(1));
  const { gain, errorRate } = withDarkCounts(channel, channel.light(1));
  return linkOf(setup, errorRate, ready * gain, siftedShare, fraction);
}

function linkOf(
  { protocol, distanceKm, parameters }: LinkSetup,
  qber: number,
  gain: number,
  siftedShare: number,
  fraction: SecretFraction,
): AnalyticLink {
  const secret = Math.max(0, fraction(qber, parameters.reconciliationEfficiency));
  return { protocol, distanceKm, qber, gain, siftedShare, secretKeyRatePerPulse: gain * siftedShare * secret };
}

/** With D the error rate where the bases match: a share (1/2 + D)/2 is conclusive, D/(1/2 + D) of it wrong. */
function sarg04Link(setup: LinkSetup): AnalyticLink {
  const { channel, ready } = readyChannel(setup, 2, (plain) => plain.light(1));
  const { gain, errorRate } = withDarkCounts(channel, channel.light(1));
  return linkOf(setup, sarg04ErrorRate(errorRate), ready * gain, (0.5 + errorRate) / 2, sarg04Fraction);
}

/** Error rate of SARG04's sifted bits when outcomes in the right basis are wrong with probability `disturbance`. */
export function sarg04ErrorRate(disturbance: number): number {
  return disturbance / (0.5 + disturbance);
}

function decoyLink(setup: LinkSetup): AnalyticLink {
  const { protocol, distanceKm, parameters, intensities, decoy } = setup;
  const { channel, ready } = readyChannel(setup, 2, (plain) => {
    const { gain } = pulseStatistics(plain, intensities.signal);
    return gain - plain.darkCountProbability;
  });
  const rate = decoyRate(channel, intensities, decoy, parameters.reconciliationEfficiency);
  return {
    protocol,
    distanceKm,
    qber: rate.errorRate,
    gain: ready * rate.gain,
    siftedShare: SIFTED_SHARE,
    secretKeyRatePerPulse: ready * rate.secretKeyRatePerPulse,
  };
}

/** A pair leaves the middle in every pulse; only coincidences count, and those with a dark count are random. */
function pairLink(setup: LinkSetup, siftedShare: number): AnalyticLink {
  const { parameters, distanceKm, eavesdropper } = setup;
  const eta = transmittance(parameters, distanceKm / 2);
  const misalignment = errorUnderInterception(parameters.misalignment, interceptedFraction(eavesdropper), 2);
  const plain = { darkCountProbability: parameters.darkCountProbability, misalignment, light: () => eta };
  const { channel, ready } = withPauses(parameters, plain, eta);
  const click = channel.darkCountProbability + eta;
  const bothLight = click === 0 ? 0 : (eta / click) ** 2;
  const qber = misalignment * bothLight + 0.5 * (1 - bothLight);
  return linkOf(setup, qber, (ready * click) ** 2, siftedShare, bb84Fraction);
}

function e91Link(setup: LinkSetup): AnalyticLink {
  const pairs = pairLink(setup, E91_SIFTED_SHARE);
  return { ...pairs, chsh: chshOfErrorRate(pairs.qber) };
}
