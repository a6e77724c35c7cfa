import type { ForecastMethod } from './forecast-method.ts';

/** Moments at which the past is asked for its future. */
export const BACK_TEST_ORIGINS = 12;
/** Parts of the way ahead that are looked at from each of them. */
const LOOKS = 4;

/** One forecast that was made where the truth is known. */
export interface TestedForecast {
  readonly steps: number;
  readonly error: number;
  /** What the method took for the deviation of its error. */
  readonly deviation: number;
  readonly degrees: number;
}

/**
 * Lets a method forecast the second half of the values, from moment to moment, each time from what was known then.
 *
 * Its parameters are chosen by the first half alone, so nothing is tested on what it was made from.
 */
export function backTest(
  method: ForecastMethod,
  values: readonly number[],
  aheadSteps: number,
): readonly TestedForecast[] {
  const half = Math.floor(values.length / 2);
  if (half < method.needs) return [];
  const tuned = method.tune(values.slice(0, half));
  const furthest = Math.max(1, Math.min(aheadSteps, values.length - half));
  const room = values.length - half - furthest;
  const origins = new Set(
    Array.from({ length: BACK_TEST_ORIGINS }, (_, at) => half + Math.floor((room * at) / (BACK_TEST_ORIGINS - 1))),
  );
  return [...origins].flatMap((origin) => {
    const fitted = tuned(values.slice(0, origin));
    return stepsOf(furthest).map((steps) => {
      const { expected, deviation } = fitted.ahead(steps);
      const error = (values[origin + steps - 1] ?? 0) - expected;
      return { steps, error, deviation, degrees: fitted.degrees };
    });
  });
}

function stepsOf(furthest: number): readonly number[] {
  return [...new Set(Array.from({ length: LOOKS }, (_, at) => Math.max(1, Math.round((furthest * (at + 1)) / LOOKS))))];
}

/** The sum of the errors, whatever their sign. */
export function totalError(tests: readonly TestedForecast[]): number {
  return tests.reduce((sum, { error }) => sum + Math.abs(error), 0);
}
