import { changePoints } from './change-points.ts';
import type { EvenValues } from './even-values.ts';
import { unusualValues } from './expected-range.ts';
import {
  DEFAULT_CONFIDENCE,
  type Forecast,
  type ForecastBand,
  type ForecastError,
  forecastOf,
  MIN_FORECAST_VALUES,
} from './forecast.ts';
import type { ForecastMethodName } from './forecast-method.ts';

/** Points of a forecast that are shown. */
export const MAX_FORECAST_POINTS = 200;

/** A moment at which a series went over to another level or slope. */
export interface TimedChange {
  readonly atMs: number;
  readonly before: number;
  readonly after: number;
}

/** A value that lay where none should. */
export interface TimedAnomaly extends ForecastBand {
  readonly atMs: number;
  readonly value: number;
}

/** What comes next, or that too little is known. */
export type SeriesForecast =
  | { readonly status: 'not-enough-data'; readonly points: number; readonly needed: number }
  | {
      readonly status: 'forecast';
      readonly method: ForecastMethodName;
      readonly confidence: number;
      /** Undefined: there was too little to test on. */
      readonly error: ForecastError | undefined;
      readonly points: readonly (ForecastBand & { readonly atMs: number })[];
    };

/** What a series shows beyond its values. */
export interface SeriesTrend {
  readonly changes: readonly TimedChange[];
  readonly anomalies: readonly TimedAnomaly[];
  /** Null where none was asked for. */
  readonly forecast: SeriesForecast | null;
}

/** Finds changes and unusual values, and forecasts `aheadMs` by what came since the last change; 0 asks for no forecast. */
export function seriesTrend({ values, startMs }: EvenValues, stepMs: number, aheadMs: number): SeriesTrend {
  const timeOf = (at: number): number => startMs + at * stepMs;
  const changes = changePoints(values);
  const places = changes.map(({ at }) => at);
  return {
    changes: changes.map(({ at, before, after }) => ({ atMs: timeOf(at), before, after })),
    anomalies: unusualValues(values, places).map(({ at, ...rest }) => ({ atMs: timeOf(at), ...rest })),
    forecast: aheadMs <= 0 ? null : shownForecast(values, places, timeOf(values.length - 1), stepMs, aheadMs),
  };
}

/** A forecast by what came since the last change, if that is enough, and else by everything. */
export function forecastSince(
  values: readonly number[],
  changes: readonly number[],
  steps: number,
): Forecast | undefined {
  const since = values.slice(changes.at(-1) ?? 0);
  return forecastOf(since.length >= 2 * MIN_FORECAST_VALUES ? since : values, steps, DEFAULT_CONFIDENCE);
}

function shownForecast(
  values: readonly number[],
  changes: readonly number[],
  lastMs: number,
  stepMs: number,
  aheadMs: number,
): SeriesForecast {
  const steps = Math.max(1, Math.min(Math.ceil(aheadMs / stepMs), values.length));
  const forecast = forecastSince(values, changes, steps);
  if (forecast === undefined) return { status: 'not-enough-data', points: values.length, needed: MIN_FORECAST_VALUES };
  const { method, confidence, error } = forecast;
  // What has never been below nothing will not be.
  const floor = values.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  const every = Math.ceil(steps / MAX_FORECAST_POINTS);
  const points = Array.from({ length: Math.floor(steps / every) }, (_, at) => {
    const step = (at + 1) * every;
    const { expected, low, high } = forecast.ahead(step);
    const bounded = { expected: Math.max(floor, expected), low: Math.max(floor, low), high: Math.max(floor, high) };
    return { atMs: lastMs + step * stepMs, ...bounded };
  });
  return { status: 'forecast', method, confidence, error, points };
}
