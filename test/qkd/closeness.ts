import assert from 'node:assert/strict';

/** Asserts that two numbers agree to a relative difference. */
export function assertClose(actual: number, expected: number, relative: number, what: string): void {
  const difference = Math.abs(actual - expected);
  assert.ok(
    difference <= relative * Math.abs(expected),
    `${what}: ${actual} is not ${expected} within ${relative} (relative ${difference / Math.abs(expected)})`,
  );
}

/**
 * Standard deviations that a statistical test allows: a right program fails such a test once in 500 million seeds
 * (two-sided, 6 sigma). The seeds are fixed, so that a test which passes goes on passing.
 */
export const SIGMAS = 6;

/** Asserts that `successes` of `trials` agree with a probability at the significance of {@link SIGMAS}. */
export function assertBinomial(successes: number, trials: number, probability: number, what: string): void {
  const deviation = Math.sqrt(trials * probability * (1 - probability));
  const distance = Math.abs(successes - trials * probability);
  assert.ok(
    distance <= SIGMAS * deviation + 1e-9,
    `${what}: ${successes} of ${trials} is ${(distance / deviation).toFixed(1)} sigma from ${probability}`,
  );
}

/** Asserts that two samples of events could have one probability, at the significance of {@link SIGMAS}. */
export function assertSameShare(
  first: { readonly successes: number; readonly trials: number },
  second: { readonly successes: number; readonly trials: number },
  what: string,
): void {
  const pooled = (first.successes + second.successes) / (first.trials + second.trials);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / first.trials + 1 / second.trials));
  const distance = Math.abs(first.successes / first.trials - second.successes / second.trials);
  assert.ok(
    distance <= SIGMAS * deviation + 1e-12,
    `${what}: ${first.successes}/${first.trials} and ${second.successes}/${second.trials} differ by ${(
      distance / deviation
    ).toFixed(1)} sigma`,
  );
}
