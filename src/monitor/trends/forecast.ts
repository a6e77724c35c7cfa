import { backTest, type TestedForecast, totalError } from './back-test.ts';
import type { FittedMethod, ForecastMethod, ForecastMethodName } from './forecast-method.ts';
import { holtMethod, holtWintersMethod } from './holt-winters.ts';
import { rankedValue } from './robust-statistics.ts';
import { seasonPeriod } from './season-period.ts';
import { driftMethod, linearMethod, naiveMethod } from './simple-methods.ts';
import { intervalFactor } from './student-quantile.ts';

/** Values before anything is forecast. */
export const MIN_FORECAST_VALUES = 12;
/** The last values that a forecast looks at. */
export const MAX_FORECAST_VALUES = 720;
/** How sure intervals are unless told otherwise. */
export const DEFAULT_CONFIDENCE = 0.9;

/** A method is taken for a simpler one only if its errors are smaller by this share. */
const CLEARLY_BETTER = 0.9;
/** Forecasts that were tested before their errors widen intervals. */
const MIN_TESTS_TO_WIDEN = 16;

/** What is expected a number of steps ahead, and between what bounds. */
export interface ForecastBand {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** How the method did on the known part of the same series. */
export interface ForecastError {
  /** Mean absolute error over that of a naive forecast; below 1 is better than naive. Undefined: the naive one was never wrong. */
  readonly ratioToNaive: number | undefined;
  /** Share of the truths that lay within the method's own intervals, before they were widened. */
  readonly coverage: number;
  /** Forecasts that were tested. */
  readonly tested: number;
}

/** What a series will be. */
export interface Forecast {
  readonly method: ForecastMethodName;
  readonly confidence: number;
  /** Undefined: there was too little to test on. */
  readonly error: ForecastError | undefined;
  /** `steps` from 1 on; it is worth little beyond the number of values that were seen. */
  ahead(steps: number): ForecastBand;
}

/**
 * Forecasts evenly spaced values by the method that did best on their own past; undefined for fewer than {@link MIN_FORECAST_VALUES}.
 *
 * Intervals are those of the method, widened where its errors in the past were larger than it had said.
 */
export function forecastOf(
  values: readonly number[],
  aheadSteps: number,
  confidence: number = DEFAULT_CONFIDENCE,
): Forecast | undefined {
  const seen = values.slice(-MAX_FORECAST_VALUES);
  if (seen.length < MIN_FORECAST_VALUES) return undefined;
  const naive = backTest(naiveMethod, seen, aheadSteps);
  const { method, tests } = bestMethod(seen, aheadSteps, naive);
  const fitted = method.tune(seen)(seen);
  const factor = intervalFactor(confidence, fitted.degrees) * widening(tests, confidence);
  return {
    method: method.name,
    confidence,
    error: tests.length === 0 ? undefined : errorOf(tests, naive, confidence),
    ahead: (steps) => band(fitted, steps, factor),
  };
}

function methodsFor(values: readonly number[]): readonly ForecastMethod[] {
  const period = seasonPeriod(values);
  const seasonal = period === undefined ? [] : [holtWintersMethod(period)];
  return [driftMethod, linearMethod, holtMethod, ...seasonal].filter(
    (method) => values.length >= method.needs && method.fits?.(values) !== false,
  );
}

function bestMethod(
  values: readonly number[],
  aheadSteps: number,
  naive: readonly TestedForecast[],
): { readonly method: ForecastMethod; readonly tests: readonly TestedForecast[] } {
  let best = { method: naiveMethod, tests: naive };
  for (const method of methodsFor(values)) {
    const tests = backTest(method, values, aheadSteps);
    if (tests.length === 0) continue;
    if (totalError(tests) < totalError(best.tests) * CLEARLY_BETTER) best = { method, tests };
  }
  return best;
}

/** From 1 on: by how much intervals have to grow for a share of the tested ones to hold. */
function widening(tests: readonly TestedForecast[], confidence: number): number {
  if (tests.length < MIN_TESTS_TO_WIDEN) return 1;
  const needed = tests.map(({ error, deviation, degrees }) => {
    const width = deviation * intervalFactor(confidence, degrees);
    return width === 0 ? (error === 0 ? 0 : 1) : Math.abs(error) / width;
  });
  return Math.max(1, rankedValue(needed, confidence));
}

function errorOf(
  tests: readonly TestedForecast[],
  naive: readonly TestedForecast[],
  confidence: number,
): ForecastError {
  const held = tests.filter(
    ({ error, deviation, degrees }) => Math.abs(error) <= deviation * intervalFactor(confidence, degrees),
  );
  const naiveTotal = totalError(naive);
  return {
    ratioToNaive: naiveTotal === 0 ? undefined : totalError(tests) / tests.length / (naiveTotal / naive.length),
    coverage: held.length / tests.length,
    tested: tests.length,
  };
}

function band(fitted: FittedMethod, steps: number, factor: number): ForecastBand {
  const { expected, deviation } = fitted.ahead(steps);
  return { expected, low: expected - factor * deviation, high: expected + factor * deviation };
}
