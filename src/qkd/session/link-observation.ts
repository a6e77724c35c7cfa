import type { QkdProtocolName } from '../key-block.ts';
import type { Detections } from '../link/detections.ts';
import type { PulseClass } from '../link/pulse-classes.ts';
import { ChshSum, SIFT_CHSH, SIFT_KEEP, siftingRules } from '../post-processing/sifting.ts';

/** What a simulated link did in one stretch, seen from above both ends; of decoy links the signal pulses alone. */
export interface LinkObservation {
  /** Pulses that were sent, and those of them that are looked at. */
  readonly pulses: number;
  readonly detections: number;
  /** Detections for each pulse that is looked at. */
  readonly gain: number;
  readonly sifted: number;
  readonly errors: number;
  /** Errors for each sifted bit; undefined without any. */
  readonly qber: number | undefined;
  /** Sifted bits that a listener knows for certain. */
  readonly knownToListener: number;
  readonly chsh: number | undefined;
}

/** Sifts detections as both ends would, and counts. */
export function observeLink(
  protocol: QkdProtocolName,
  classes: readonly PulseClass[],
  detections: Detections,
): LinkObservation {
  const { counted, sifted, errors, knownToListener, chsh } = countSifted(protocol, detections);
  return {
    pulses: detections.pulses,
    detections: detections.length,
    gain: counted / (detections.pulses * (classes[0]?.probability ?? 1)),
    sifted,
    errors,
    qber: sifted === 0 ? undefined : errors / sifted,
    knownToListener,
    chsh,
  };
}

/** What both ends make of the detections of the signal class; `counted` of them there are. */
function countSifted(
  protocol: QkdProtocolName,
  detections: Detections,
): Pick<LinkObservation, 'sifted' | 'errors' | 'knownToListener' | 'chsh'> & { readonly counted: number } {
  const rule = siftingRules[protocol];
  const chsh = new ChshSum();
  let [counted, sifted, errors, knownToListener] = [0, 0, 0, 0];
  for (let index = 0; index < detections.length; index++) {
    if (detections.classAt(index) !== 0) continue;
    counted++;
    const sent = { basis: detections.aliceBasisAt(index), bit: detections.aliceBitAt(index) };
    const [bobBasis, bobBit] = [detections.bobBasisAt(index), detections.bobBitAt(index)];
    // SARG04 announces the second state at random; the pulse's number is as good a coin here.
    const coin = detections.pulseAt(index) % 2;
    const verdict = rule.verdict(rule.announcement(sent, bobBasis, coin), bobBasis, bobBit);
    if (verdict === SIFT_CHSH) chsh.add(sent.basis, bobBasis, sent.bit, bobBit);
    if (verdict !== SIFT_KEEP) continue;
    sifted++;
    if (rule.aliceBit(sent) !== rule.bobBit(bobBasis, bobBit)) errors++;
    if (detections.isKnownAt(index)) knownToListener++;
  }
  return { counted, sifted, errors, knownToListener, chsh: chsh.value };
}
