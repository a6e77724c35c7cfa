import type { FittedMethod, ForecastMethod } from './forecast-method.ts';

/** Whatever it is, it stays: what every other method has to beat. The error of a random walk grows by the root of the steps. */
export const naiveMethod: ForecastMethod = { name: 'naive', needs: 3, tune: () => fitNaive };

function fitNaive(values: readonly number[]): FittedMethod {
  const changes = changesOf(values);
  const deviation = Math.sqrt(changes.reduce((sum, change) => sum + change ** 2, 0) / changes.length);
  const last = values.at(-1) ?? 0;
  return { degrees: changes.length, ahead: (steps) => ({ expected: last, deviation: deviation * Math.sqrt(steps) }) };
}

/** A random walk that goes somewhere. Source: Hyndman and Athanasopoulos, Forecasting, 3rd edition, sections 5.2 and 5.5. */
export const driftMethod: ForecastMethod = { name: 'drift', needs: 5, tune: () => fitDrift };

function fitDrift(values: readonly number[]): FittedMethod {
  const changes = changesOf(values);
  const count = changes.length;
  const drift = changes.reduce((sum, change) => sum + change, 0) / count;
  const variance = changes.reduce((sum, change) => sum + (change - drift) ** 2, 0) / (count - 1);
  const last = values.at(-1) ?? 0;
  const ahead: FittedMethod['ahead'] = (steps) => ({
    expected: last + steps * drift,
    deviation: Math.sqrt(variance * steps * (1 + steps / count)),
  });
  return { degrees: count - 1, ahead };
}

/** Likeness of neighbouring errors that chance gives so many values in one case of twenty, on top of what may be overlooked. */
const likenessByChance = (count: number): number => 0.15 + 1.65 / Math.sqrt(count);

/**
 * A line with independent noise: least squares, and the textbook's interval for a new value, which is exact for normal noise.
 *
 * Where errors are like their neighbours the interval would be too narrow: there it does not fit.
 */
export const linearMethod: ForecastMethod = {
  name: 'linear',
  needs: 5,
  fits: (values) => neighbourLikeness(lineOf(values).left) <= likenessByChance(values.length),
  tune: () => fitLinear,
};

function fitLinear(values: readonly number[]): FittedMethod {
  const { count, middle, mean, spread, slope, left } = lineOf(values);
  const variance = left.reduce((sum, error) => sum + error * error, 0) / (count - 2);
  const ahead: FittedMethod['ahead'] = (steps) => {
    const distance = count - 1 + steps - middle;
    return {
      expected: mean + slope * distance,
      deviation: Math.sqrt(variance * (1 + 1 / count + distance ** 2 / spread)),
    };
  };
  return { degrees: count - 2, ahead };
}

interface FittedLine {
  readonly count: number;
  readonly middle: number;
  readonly mean: number;
  readonly spread: number;
  readonly slope: number;
  /** What the line leaves of every value. */
  readonly left: readonly number[];
}

function lineOf(values: readonly number[]): FittedLine {
  const count = values.length;
  const middle = (count - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const spread = (count * (count * count - 1)) / 12;
  const slope = values.reduce((sum, value, at) => sum + (at - middle) * value, 0) / spread;
  return { count, middle, mean, spread, slope, left: values.map((value, at) => value - mean - slope * (at - middle)) };
}

/** Correlation of neighbours; 0 where all is nothing. */
function neighbourLikeness(left: readonly number[]): number {
  const power = left.reduce((sum, value) => sum + value * value, 0);
  return power === 0 ? 0 : left.slice(1).reduce((sum, value, at) => sum + value * (left[at] ?? 0), 0) / power;
}

function changesOf(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, at) => value - (values[at] ?? 0));
}
