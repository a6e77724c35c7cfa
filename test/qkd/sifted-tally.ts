import type { QkdProtocolName } from '../../src/qkd/key-block.ts';
import type { Detections } from '../../src/qkd/link/detections.ts';
import { ChshSum, SIFT_CHSH, SIFT_KEEP, siftingRules } from '../../src/qkd/post-processing/sifting.ts';

/** Counts over the sifted bits of some detections, seen from above both ends. */
export interface SiftedTally {
  readonly pulses: number;
  readonly detections: number;
  readonly sifted: number;
  readonly errors: number;
  /** Sifted bits that a listener knows. */
  readonly known: number;
  readonly chsh: number | undefined;
}

/** Sifts detections as both ends would, and counts. `only` restricts to one class of pulses. */
export function siftedTally(protocol: QkdProtocolName, detections: Detections, only?: number): SiftedTally {
  const rule = siftingRules[protocol];
  const chsh = new ChshSum();
  let [sifted, errors, known, counted] = [0, 0, 0, 0];
  for (let index = 0; index < detections.length; index++) {
    if (only !== undefined && detections.classAt(index) !== only) continue;
    counted++;
    const sent = { basis: detections.aliceBasisAt(index), bit: detections.aliceBitAt(index) };
    const [bobBasis, bobBit] = [detections.bobBasisAt(index), detections.bobBitAt(index)];
    const verdict = rule.verdict(rule.announcement(sent, bobBasis, index & 1), bobBasis, bobBit);
    if (verdict === SIFT_CHSH) chsh.add(sent.basis, bobBasis, sent.bit, bobBit);
    if (verdict !== SIFT_KEEP) continue;
    sifted++;
    if (rule.aliceBit(sent) !== rule.bobBit(bobBasis, bobBit)) errors++;
    if (detections.isKnownAt(index)) known++;
  }
  return { pulses: detections.pulses, detections: counted, sifted, errors, known, chsh: chsh.value };
}
