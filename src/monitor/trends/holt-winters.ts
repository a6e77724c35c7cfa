import type { FittedMethod, ForecastMethod, TunedMethod } from './forecast-method.ts';
import { patternSearch } from './pattern-search.ts';

/**
 * Exponential smoothing with additive errors, trend and season, in the form that corrects by the error of each step:
 *
 *     error  = value - (level + trend + season[-period])
 *     level  = level + trend + alpha error
 *     trend  = trend + beta error             0 <= beta <= alpha <= 1
 *     season = season[-period] + gamma error  0 <= gamma <= 1 - alpha
 *
 * The variance h steps ahead is that of one step times 1 + the sum for j < h of (alpha + beta j + gamma [period divides j])^2.
 * Source: Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing (2008), models AAN and AAA, table 6.2.
 */
interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

interface Smoothed {
  readonly level: number;
  readonly trend: number;
  /** The last period, oldest first; empty without a season. */
  readonly season: readonly number[];
  readonly squares: number;
  readonly counted: number;
}

/** Values at the beginning whose errors say nothing of the method: they are what it starts from. */
const WARM_UP = 8;

/** Level and trend. */
export const holtMethod: ForecastMethod = { name: 'holt', needs: 12, tune: (values) => tuneSmoothing(values, 0) };

/** Level, trend and a season of `period` values. */
export function holtWintersMethod(period: number): ForecastMethod {
  return { name: 'holt-winters', needs: period * 3, tune: (values) => tuneSmoothing(values, period) };
}

function tuneSmoothing(values: readonly number[], period: number): TunedMethod {
  const errorOf = (point: readonly number[]): number => {
    const smoothed = smooth(values, period, smoothingOf(point, period));
    return smoothed.squares / smoothed.counted;
  };
  const starts = [0.1, 0.4, 0.8].flatMap((alpha) => [0.02, 0.3].map((beta) => [alpha, beta, 0.2]));
  const chosen = smoothingOf(
    patternSearch(
      errorOf,
      starts.map((start) => start.slice(0, period === 0 ? 2 : 3)),
    ),
    period,
  );
  return (seen) => fitted(smooth(seen, period, chosen), period, chosen);
}

/** Shares of what each parameter may be at most, so that any point of the unit cube is allowed. */
function smoothingOf([alpha = 0, betaShare = 0, gammaShare = 0]: readonly number[], period: number): Smoothing {
  return { alpha, beta: betaShare * alpha, gamma: period === 0 ? 0 : gammaShare * (1 - alpha) };
}

function smooth(values: readonly number[], period: number, { alpha, beta, gamma }: Smoothing): Smoothed {
  const start = startOf(values, period);
  let { level, trend } = start;
  const season = [...start.season];
  const from = period === 0 ? WARM_UP : period * 2;
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) {
    const place = period === 0 ? 0 : at % period;
    const seasonal = season[place] ?? 0;
    const error = (values[at] ?? 0) - (level + trend + seasonal);
    level += trend + alpha * error;
    trend += beta * error;
    if (period > 0) season[place] = seasonal + gamma * error;
    if (at >= from) squares += error * error;
  }
  const turn = period === 0 ? 0 : values.length % period;
  const ordered = [...season.slice(turn), ...season.slice(0, turn)];
  return { level, trend, season: ordered, squares, counted: Math.max(1, values.length - from) };
}

/** A line through the first values; with a season the means of the first two periods, and what is left of each place. */
function startOf(values: readonly number[], period: number): Pick<Smoothed, 'level' | 'trend' | 'season'> {
  if (period === 0) {
    const first = values.slice(0, WARM_UP);
    const trend = ((first.at(-1) ?? 0) - (first[0] ?? 0)) / Math.max(1, first.length - 1);
    const mean = meanOf(first);
    return { level: mean - (trend * (first.length + 1)) / 2, trend, season: [] };
  }
  const [first, second] = [meanOf(values.slice(0, period)), meanOf(values.slice(period, period * 2))];
  const trend = (second - first) / period;
  const level = first - (trend * (period + 1)) / 2;
  const season = Array.from({ length: period }, (_, place) => {
    const left = [place, place + period].map((at) => (values[at] ?? 0) - level - trend * (at + 1));
    return meanOf(left);
  });
  return { level, trend, season };
}

function fitted(
  { level, trend, season, squares, counted }: Smoothed,
  period: number,
  smoothing: Smoothing,
): FittedMethod {
  const { alpha, beta, gamma } = smoothing;
  const degrees = Math.max(1, counted - (period === 0 ? 2 : 3));
  const variance = squares / degrees;
  const growth = [1];
  const growthAt = (steps: number): number => {
    for (let step = growth.length; step < steps; step += 1) {
      const weight = alpha + beta * step + (period > 0 && step % period === 0 ? gamma : 0);
      growth.push((growth[step - 1] ?? 1) + weight * weight);
    }
    return growth[steps - 1] ?? 1;
  };
  return {
    degrees,
    ahead: (steps) => ({
      expected: level + steps * trend + (period === 0 ? 0 : (season[(steps - 1) % period] ?? 0)),
      deviation: Math.sqrt(variance * growthAt(steps)),
    }),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
