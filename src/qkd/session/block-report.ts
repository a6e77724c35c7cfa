import type { KeyBlockReport } from '../key-block.ts';
import { testErrorRate } from '../post-processing/block-estimate.ts';
import type { EndOutcome } from '../post-processing/block-outcome.ts';
import type { BlockParameters } from '../post-processing/block-parameters.ts';

/** The report of a block of a simulated link, as either end can write it. */
export function blockReport(parameters: BlockParameters, pulses: number, outcome: EndOutcome): KeyBlockReport {
  const finalBits = 8 * outcome.key.length;
  return {
    protocol: parameters.protocol,
    simulated: true,
    pulses,
    detections: outcome.detections,
    sifted: outcome.sifted,
    tested: outcome.counts.reduce((sum, { testBits }) => sum + testBits, 0),
    qber: testErrorRate(outcome.counts),
    errors: outcome.corrected,
    leakedBits: outcome.leakedBits,
    authenticationBits: outcome.authenticationBits,
    finalBits,
    secretKeyRatePerPulse: finalBits / pulses,
    security: {
      correctness: outcome.correctness,
      secrecy: parameters.secrecy,
      authentication: outcome.forgeryBound,
    },
    ...(outcome.chsh === undefined ? {} : { chsh: outcome.chsh }),
  };
}
