import { median, robustDeviation } from './robust-statistics.ts';

/** Values before anything is called unusual. */
export const MIN_RANGE_VALUES = 24;
/** The last values by which the next one is judged. */
export const RANGE_VALUES = 60;
/** Deviations from what is expected that make a value unusual: one normal value in some hundred thousand. */
export const UNUSUAL_DEVIATIONS = 5;

/** Values within this share of what is expected are never unusual. */
const SMALL_SHARE = 0.01;

/** What the next value should be. */
export interface ExpectedRange {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Where the next of evenly spaced values should lie, by a line that outliers do not move and the deviation of what most values are like.
 *
 * Undefined for fewer than {@link MIN_RANGE_VALUES}, and where most values are the same: then nothing tells what is usual. The line is
 * Tukey's: through the medians of the first and the last third.
 */
export function expectedRange(values: readonly number[]): ExpectedRange | undefined {
  const seen = values.slice(-RANGE_VALUES);
  if (seen.length < MIN_RANGE_VALUES) return undefined;
  const third = Math.floor(seen.length / 3);
  const slope = (median(seen.slice(-third)) - median(seen.slice(0, third))) / (seen.length - third);
  const left = seen.map((value, at) => value - slope * at);
  const base = median(left);
  const deviation = robustDeviation(left);
  if (deviation === 0) return undefined;
  const expected = base + slope * seen.length;
  const width = Math.max(UNUSUAL_DEVIATIONS * deviation, SMALL_SHARE * Math.abs(expected));
  return { expected, low: expected - width, high: expected + width };
}

/** A value that lay where none should. */
export interface UnusualValue extends ExpectedRange {
  readonly at: number;
  readonly value: number;
}

/** Values that lay beyond the range of those before them, back to the last of `changes`, where a new time began. */
export function unusualValues(values: readonly number[], changes: readonly number[]): readonly UnusualValue[] {
  return values.flatMap((value, at) => {
    const since = changes.findLast((change) => change <= at) ?? 0;
    const range = expectedRange(values.slice(Math.max(since, at - RANGE_VALUES), at));
    return range === undefined || (value >= range.low && value <= range.high) ? [] : [{ at, value, ...range }];
  });
}
