import { photonNumbers } from './photon-numbers.ts';

/** One kind of pulse that a source sends, chosen at random for each. */
export interface PulseClass {
  readonly name: 'single' | 'signal' | 'weak' | 'vacuum';
  readonly probability: number;
  /** Mean number of photons; undefined for exactly one photon. */
  readonly meanPhotons: number | undefined;
}

/** A source of exactly one photon a pulse. */
export const SINGLE_PHOTONS: readonly PulseClass[] = [{ name: 'single', probability: 1, meanPhotons: undefined }];

/** How often each kind of decoy pulse is sent, when the key is long: signals nearly always. */
export interface DecoyShares {
  readonly signal: number;
  readonly weak: number;
  readonly vacuum: number;
}

/** Signals, weak decoys and vacuum. */
export function decoyClasses(signal: number, weak: number, shares: DecoyShares): readonly PulseClass[] {
  return [
    { name: 'signal', probability: shares.signal, meanPhotons: signal },
    { name: 'weak', probability: shares.weak, meanPhotons: weak },
    { name: 'vacuum', probability: shares.vacuum, meanPhotons: 0 },
  ];
}

/** Probabilities of 0, 1, 2, ... photons in a pulse of this class. */
export function photonsOfClass({ meanPhotons }: PulseClass): readonly number[] {
  return meanPhotons === undefined ? [0, 1] : photonNumbers(meanPhotons);
}
