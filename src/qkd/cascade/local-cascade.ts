import { CascadeCorrector, type CascadeOutcome } from './cascade-corrector.ts';
import type { CascadeVariant } from './cascade-variant.ts';
import { ParityAnswerer } from './parity-answerer.ts';

/** Runs both ends of Cascade in one place: for measurements. `right` is the key that the other is made equal to. */
export function reconcileLocally(
  right: Uint8Array,
  noisy: Uint8Array,
  seed: Uint8Array,
  variant: CascadeVariant,
  qber: number,
): CascadeOutcome {
  const answerer = new ParityAnswerer(right, seed);
  const dialogue = new CascadeCorrector(noisy, seed, variant, qber).run();
  let step = dialogue.next(new Uint8Array(0));
  while (step.done !== true) step = dialogue.next(answerer.answer(step.value));
  return step.value;
}
