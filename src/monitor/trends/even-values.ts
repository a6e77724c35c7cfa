import type { HistoryPoint } from './history-file.ts';

/** Steps without a value that are bridged by a straight line; a longer gap is the end of what can be compared. */
export const LONGEST_BRIDGE_STEPS = 3;

/** Evenly spaced values that end with the last point. */
export interface EvenValues {
  readonly values: readonly number[];
  /** When the first of them was, in milliseconds since 1970. */
  readonly startMs: number;
}

/** The means of the last points that lie one step apart, back to the last long gap. */
export function evenValues(points: readonly HistoryPoint[], stepMs: number): EvenValues {
  const backwards: number[] = [];
  let later: HistoryPoint | undefined;
  for (const point of points.toReversed()) {
    const steps = later === undefined ? 1 : Math.round((later.atMs - point.atMs) / stepMs);
    if (steps > LONGEST_BRIDGE_STEPS + 1) break;
    const rise = (point.mean - (later?.mean ?? point.mean)) / steps;
    for (let before = steps - 1; before > 0; before -= 1) backwards.push(point.mean - rise * before);
    backwards.push(point.mean);
    later = point;
  }
  return { values: backwards.toReversed(), startMs: later?.atMs ?? 0 };
}
