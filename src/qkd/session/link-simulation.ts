import { type Clock, isQForgeError } from '../../base/index.ts';
import type { KeyBlock, KeyBlockReport } from '../key-block.ts';
import { createSimulatedSession, type SessionWish } from './session-factory.ts';

/** A simulated link with one block of its key. */
export interface LinkSimulation {
  readonly protocol: KeyBlockReport['protocol'];
  readonly distanceKm: number;
  readonly simulated: true;
  readonly pulses: number;
  readonly detections: number;
  readonly gain: number;
  /** Of the sifted bits; undefined when there are none. */
  readonly qber: number | undefined;
  readonly chsh: number | undefined;
  readonly sifted: number;
  readonly errors: number;
  readonly knownToListener: number;
  readonly leakedBits: number;
  readonly finalBits: number;
  readonly secretKeyRatePerPulse: number;
  readonly secondsPerMillionPulses: number;
  readonly postProcessingSeconds: number;
  readonly security: KeyBlockReport['security'] | undefined;
  /** Why the block gave no key; undefined when it gave one. */
  readonly aborted: string | undefined;
}

const MS_PER_SECOND = 1000;

/**
 * Simulates one block, and tells what became of it whether it gave a key or not. The key itself is wiped.
 *
 * Throws `ARGUMENT_INVALID` for a link that cannot be.
 */
export async function simulateLink(wish: SessionWish, clock: Clock): Promise<LinkSimulation> {
  const session = createSimulatedSession(wish);
  const start = clock.monotonicMs();
  const sent = session.send();
  const linkMs = clock.monotonicMs() - start;
  const { report, aborted } = await outcomeOf(session.makeKey(sent));
  const postMs = clock.monotonicMs() - start - linkMs;
  return {
    ...session.observe(sent),
    protocol: session.protocol,
    distanceKm: wish.distanceKm,
    simulated: true,
    leakedBits: report?.leakedBits ?? 0,
    finalBits: report?.finalBits ?? 0,
    secretKeyRatePerPulse: report?.secretKeyRatePerPulse ?? 0,
    secondsPerMillionPulses: (linkMs / MS_PER_SECOND / sent.detections.pulses) * 1e6,
    postProcessingSeconds: postMs / MS_PER_SECOND,
    security: report?.security,
    aborted,
  };
}

/** What became of a block, without its key. */
async function outcomeOf(making: Promise<KeyBlock>): Promise<{ report?: KeyBlockReport; aborted?: string }> {
  try {
    const { alice, bob, report } = await making;
    alice.wipe();
    bob.wipe();
    return { report };
  } catch (error) {
    if (!isQForgeError(error, 'QKD_ABORTED')) throw error;
    return { aborted: error.details.reason };
  }
}
