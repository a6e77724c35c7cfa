import { assert, type RandomSource } from '../../base/index.ts';
import { dephasing, type NoiseChannel, pauliChannel } from '../noise/noise-channel.ts';
import { RandomDraws } from '../random/random-draws.ts';
import { wernerWeight } from './werner-state.ts';

/** Light in fibre: 200,000 km/s, as milliseconds for a kilometre. */
export const FIBRE_MS_PER_KM = 0.005;

/** A chain of equal links between memories. */
export interface RepeaterChain {
  readonly links: number;
  readonly linkKm: number;
  /** Probability that one attempt makes a pair on a link. */
  readonly successProbability: number;
  /** Fidelity of a fresh pair: a Werner state. */
  readonly linkFidelity: number;
  /** Time in which a memory's phase is lost to 1/e, in milliseconds; `Infinity` for a perfect one. */
  readonly memoryMs: number;
}

/** One pair from end to end. */
export interface RepeaterDelivery {
  /** From the first attempt until both ends know that they share a pair. */
  readonly timeMs: number;
  readonly fidelity: number;
}

/** An attempt takes the way to the other end and the answer. */
export function attemptMs({ linkKm }: RepeaterChain): number {
  return 2 * linkKm * FIBRE_MS_PER_KM;
}

/**
 * Delivers one pair: every link tries until it has a pair, which waits in its memories for the others; then all nodes swap at once, and
 * their outcomes travel to the end. Waiting costs phase: Z with probability (1 - exp(-t / memoryMs)) / 2 for each memory.
 */
export function deliverPair(chain: RepeaterChain, random: RandomSource): RepeaterDelivery {
  checkChain(chain);
  const draws = new RandomDraws(random);
  const readyMs = Array.from({ length: chain.links }, () => {
    const failures = draws.failuresBefore(Math.log1p(-chain.successProbability));
    return (1 + failures) * attemptMs(chain);
  });
  const swapMs = Math.max(...readyMs);
  const waits = readyMs.map((ready) => swapMs - ready);
  return { timeMs: swapMs + newsMs(chain), fidelity: chainFidelity(chain, waits) };
}

/**
 * Fidelity of the pair from end to end when link i has waited `waitsMs[i]` for the swap.
 *
 * Errors of a chain are Pauli operators that add up, so their means multiply: X and Y flip what ZZ sees, Z and Y what XX sees. Only
 * the ends wait for the news of the outcomes.
 */
export function chainFidelity(chain: RepeaterChain, waitsMs: readonly number[]): number {
  const weight = wernerWeight(chain.linkFidelity) ** chain.links;
  const memoryTimeMs = waitsMs.reduce((sum, wait) => sum + 2 * wait, 2 * newsMs(chain));
  const phase = Math.exp(-memoryTimeMs / chain.memoryMs);
  // Mean of ZZ, of XX, and of -YY.
  return (1 + weight + 2 * weight * phase) / 4;
}

/** The noise on a link that has waited for the swap, for a circuit of the chain; `endsOfChain` of its memories wait for the news too. */
export function linkNoise(chain: RepeaterChain, waitMs: number, endsOfChain: number): NoiseChannel {
  const flip = (1 - Math.exp(-(2 * waitMs + endsOfChain * newsMs(chain)) / chain.memoryMs)) / 2;
  const bad = (1 - chain.linkFidelity) / 3;
  const [i, x, y, z] = [chain.linkFidelity, bad, bad, bad];
  const turned = [
    i * (1 - flip) + z * flip,
    x * (1 - flip) + y * flip,
    y * (1 - flip) + x * flip,
    z * (1 - flip) + i * flip,
  ];
  return pauliChannel(`link, ${dephasing(flip).label}`, turned);
}

/**
 * Mean number of attempts until all of n links have a pair, each with probability p an attempt: the sum over k of
 * (-1)^(k + 1) C(n, k) / (1 - (1 - p)^k).
 */
export function meanAttempts(links: number, probability: number): number {
  let [sum, binomial] = [0, 1];
  for (let k = 1; k <= links; k++) {
    binomial *= (links - k + 1) / k;
    sum += ((k % 2 === 1 ? 1 : -1) * binomial) / (1 - (1 - probability) ** k);
  }
  return sum;
}

/** The outcome of the farthest node travels along the whole chain but for one link. */
function newsMs({ links, linkKm }: RepeaterChain): number {
  return (links - 1) * linkKm * FIBRE_MS_PER_KM;
}

function checkChain({ links, linkKm, successProbability, linkFidelity, memoryMs }: RepeaterChain): void {
  assert(Number.isInteger(links) && links >= 1, 'a chain has at least one link');
  assert(linkKm > 0 && memoryMs > 0, 'lengths and times are positive');
  assert(successProbability > 0 && successProbability <= 1, 'an attempt may succeed');
  assert(linkFidelity >= 0.25 && linkFidelity <= 1, 'a fidelity is between 1/4 and 1');
}
