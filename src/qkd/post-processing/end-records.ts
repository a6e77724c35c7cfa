import type { Detections } from '../link/detections.ts';
import type { RandomNumbers } from '../link/random-numbers.ts';
import type { SentPulse } from './sifting.ts';

/** One pulse as Alice prepared it. */
export interface PreparedPulse extends SentPulse {
  readonly pulseClass: number;
}

/** What Alice knows of a stretch of pulses. */
export interface AliceRecords {
  readonly pulses: number;
  /** The pulse of this number, counted from the start of the stretch. */
  pulseAt(pulse: number): PreparedPulse;
}

/** What Bob knows of a stretch of pulses. */
export interface BobRecords {
  /** Pulses in which he detected something, ascending, counted from the start of the stretch. */
  readonly pulses: Float64Array;
  readonly bases: Uint8Array;
  readonly bits: Uint8Array;
}

/** Bob's part of simulated detections; `start` is the number of the first pulse of the stretch. */
export function bobRecordsOf(detections: Detections, start: number): BobRecords {
  const { length } = detections;
  const pulses = new Float64Array(length);
  const bases = new Uint8Array(length);
  const bits = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    pulses[index] = detections.pulseAt(index) - start;
    bases[index] = detections.bobBasisAt(index);
    bits[index] = detections.bobBitAt(index);
  }
  return { pulses, bases, bits };
}

/**
 * Alice's part. The simulation has drawn only the pulses that were detected; should Bob claim others, she draws what she
 * would have sent, so that false claims cost errors, as they do in reality.
 */
export function aliceRecordsOf(detections: Detections, start: number, random: RandomNumbers): AliceRecords {
  const indexOf = (pulse: number): number => {
    let [low, high] = [0, detections.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (detections.pulseAt(middle) - start < pulse) low = middle + 1;
      else high = middle;
    }
    return low < detections.length && detections.pulseAt(low) - start === pulse ? low : -1;
  };
  return {
    pulses: detections.pulses,
    pulseAt: (pulse) => {
      const index = indexOf(pulse);
      if (index < 0) return { pulseClass: 0, basis: random.bit(), bit: random.bit() };
      return {
        pulseClass: detections.classAt(index),
        basis: detections.aliceBasisAt(index),
        bit: detections.aliceBitAt(index),
      };
    },
  };
}
