import type { LinkParameters } from './link-parameters.ts';

/** What dead time and afterpulses make of a receiver that would click with some probability for each pulse. */
export interface PausedReceiver {
  /** Clicks for each pulse, afterpulses included. */
  readonly clicks: number;
  /** Share of the clicks that are afterpulses. */
  readonly afterpulseShare: number;
}

/**
 * Clicks for each pulse in the long run, `click` being the probability in a pulse that finds the receiver ready.
 *
 * A trapped carrier outlives the dead time with (1 - 1/mean)^dead. Exact but for carriers that are set free while the
 * receiver is blind for a later click, or in the same pulse as another one: second order in `click`.
 */
export function pausedReceiver(parameters: LinkParameters, click: number): PausedReceiver {
  const { deadTimePulses: dead, afterpulseProbability, afterpulseMeanPulses } = parameters;
  const afterpulse = afterpulseProbability * (1 - 1 / afterpulseMeanPulses) ** dead;
  const chained = click / (1 - Math.min(afterpulse, 0.999_999));
  return { clicks: chained / (1 + chained * dead), afterpulseShare: afterpulse };
}
