import { binaryEntropy } from './binary-entropy.ts';
import { type LinkParameters, transmittance } from './link-parameters.ts';
import { anyDetected, photonNumbers } from './photon-numbers.ts';
import { fallingRoot, maximumAt } from './root-search.ts';

/** How the yield of single photons is found: known exactly, bounded with two decoys, or assumed to be the worst. */
export type DecoyMethod = 'infinite' | 'vacuum+weak' | 'none';

/** Error rate of clicks without light. */
export const DARK_ERROR_RATE = 0.5;

/** Share of the pulses whose bases match, both bases being equally likely. */
export const SIFTED_SHARE = 0.5;

/** Mean photon numbers of the pulses: signal, and the weak decoy where there is one. */
export interface Intensities {
  readonly signal: number;
  readonly weak: number;
}

/** Gain (clicks for each pulse) and error rate of pulses of one mean photon number. */
export interface PulseStatistics {
  readonly gain: number;
  readonly errorRate: number;
}

/** Yield and error rate of pulses with exactly one photon: the true ones, or bounds that are on the safe side. */
export interface SinglePhotons {
  readonly yield: number;
  readonly errorRate: number;
}

/** What a decoy link gives at one distance. */
export interface DecoyRate extends PulseStatistics {
  readonly singlePhotons: SinglePhotons;
  /** Secret bits for each pulse; 0 where there is no key. */
  readonly secretKeyRatePerPulse: number;
}

/** A receiver and what reaches it, for pulses of any mean photon number. */
export interface PulseChannel {
  readonly darkCountProbability: number;
  /** Error rate of detected light. */
  readonly misalignment: number;
  /** Probability that light of a pulse with this many photons is detected. */
  readonly light: (photons: number) => number;
}

/** The channel of a plain fibre. */
export function fibreChannel(parameters: LinkParameters, distanceKm: number): PulseChannel {
  const eta = transmittance(parameters, distanceKm);
  return { ...parameters, light: (photons) => anyDetected(photons, eta) };
}

/**
 * Secret key rate of BB84 with weak coherent pulses: R = q { -Q f h(E) + Q1 [1 - h(e1)] }.
 *
 * Gottesman, Lo, Luetkenhaus and Preskill, Quantum Inf. Comput. 4, 325 (2004), with the decoys of Ma et al.,
 * Phys. Rev. A 72, 012326 (2005), whose channel model this is: a click is light or dark, Q = Y0 + 1 - exp(-eta mu).
 * `f` is the efficiency of reconciliation.
 */
export function decoyRate(channel: PulseChannel, intensities: Intensities, method: DecoyMethod, f: number): DecoyRate {
  const signal = pulseStatistics(channel, intensities.signal);
  const singlePhotons = singlePhotonsBy(method, channel, intensities);
  const rate = decoyKeyRate(signal, singlePhotons, intensities.signal, f);
  return { ...signal, singlePhotons, secretKeyRatePerPulse: Math.max(0, rate) };
}

/** The same formula for statistics that were measured; negative where there is no key. */
export function decoyKeyRate(signal: PulseStatistics, single: SinglePhotons, mu: number, f: number): number {
  const singleGain = mu * Math.exp(-mu) * single.yield;
  const secret = singleGain * (1 - binaryEntropy(Math.min(single.errorRate, 0.5)));
  return SIFTED_SHARE * (secret - signal.gain * f * binaryEntropy(signal.errorRate));
}

/** Gain and error rate of pulses of mean photon number `mu`: Q and E. Ma et al., equations 10, 11. */
export function pulseStatistics(channel: PulseChannel, mu: number): PulseStatistics {
  const light = photonNumbers(mu).reduce((sum, weight, photons) => sum + weight * channel.light(photons), 0);
  return withDarkCounts(channel, light);
}

/** What dark counts make of light that is detected with some probability: equations 7 to 9. */
export function withDarkCounts(channel: PulseChannel, light: number): PulseStatistics {
  const { darkCountProbability: dark, misalignment } = channel;
  const gain = Math.min(1, dark + light);
  if (gain === 0) return { gain, errorRate: DARK_ERROR_RATE };
  return { gain, errorRate: Math.min(0.5, (DARK_ERROR_RATE * dark + misalignment * light) / gain) };
}

function singlePhotonsBy(method: DecoyMethod, channel: PulseChannel, intensities: Intensities): SinglePhotons {
  if (method === 'infinite') return trueSinglePhotons(channel);
  const signal = pulseStatistics(channel, intensities.signal);
  if (method === 'none') return worstSinglePhotons(signal, intensities.signal);
  const weak = pulseStatistics(channel, intensities.weak);
  return boundedSinglePhotons(signal, weak, channel.darkCountProbability, intensities);
}

/** Y1 = Y0 + eta, e1 = (e0 Y0 + e_d eta) / Y1: what infinitely many decoys reveal. */
function trueSinglePhotons(channel: PulseChannel): SinglePhotons {
  const { gain, errorRate } = withDarkCounts(channel, channel.light(1));
  return { yield: gain, errorRate };
}

/** Lower bound of the yield and upper bound of the error rate from a weak decoy and vacuum. Ma et al., eqs 34, 37. */
export function boundedSinglePhotons(
  signal: PulseStatistics,
  weak: PulseStatistics,
  vacuumYield: number,
  intensities: Intensities,
): SinglePhotons {
  const { signal: mu, weak: nu } = intensities;
  const weakPart = weak.gain * Math.exp(nu);
  const signalPart = signal.gain * Math.exp(mu) * (nu / mu) ** 2;
  const bound = (mu / (mu * nu - nu ** 2)) * (weakPart - signalPart - (1 - (nu / mu) ** 2) * vacuumYield);
  if (!(bound > 0)) return { yield: 0, errorRate: 0.5 };
  const errors = (weak.errorRate * weakPart - DARK_ERROR_RATE * vacuumYield) / (bound * nu);
  return { yield: bound, errorRate: Math.min(0.5, Math.max(0, errors)) };
}

/** Without decoys every pulse of two and more photons may have been split and let through. */
export function worstSinglePhotons(signal: PulseStatistics, mu: number): SinglePhotons {
  const single = mu * Math.exp(-mu);
  const singleGain = signal.gain - (1 - Math.exp(-mu) - single);
  if (!(singleGain > 0)) return { yield: 0, errorRate: 0.5 };
  return { yield: singleGain / single, errorRate: Math.min(0.5, (signal.errorRate * signal.gain) / singleGain) };
}

/** The best signal for infinitely many decoys: (1 - mu) exp(-mu) = f h(e_d) / (1 - h(e_d)). Ma et al., equation 12. */
export function bestDecoySignal(misalignment: number, f: number): number {
  const entropy = binaryEntropy(misalignment);
  return fallingRoot((mu) => (1 - mu) * Math.exp(-mu) - (f * entropy) / (1 - entropy), 0, 1);
}

const SMALLEST_SIGNAL = 1e-6;

/** The signal that gives most key without decoys, between none and one photon. */
export function bestSignalWithoutDecoys(channel: PulseChannel, f: number): number {
  const rate = (logMu: number): number => {
    const mu = Math.exp(logMu);
    const signal = pulseStatistics(channel, mu);
    return decoyKeyRate(signal, worstSinglePhotons(signal, mu), mu, f);
  };
  return Math.exp(maximumAt(rate, Math.log(SMALLEST_SIGNAL), 0, 1e-9));
}

/** The distance in km up to which a rate, which falls, is positive. */
export function reachOf(rateAt: (distanceKm: number) => number, longestKm: number): number {
  return fallingRoot(rateAt, 0, longestKm);
}
