import { changePoints } from './change-points.ts';
import { MIN_FORECAST_VALUES } from './forecast.ts';
import { forecastSince } from './series-trend.ts';

/** How far ahead an end is looked for, in times of what was seen. */
export const OUTLOOK_REACH = 8;
/** Steps that are looked ahead at least. */
const LEAST_STEPS = 360;

/** When a series reaches a limit, in steps from its last value. */
export type RunningOut =
  | { readonly status: 'not-enough-data' }
  | { readonly status: 'steady' }
  | {
      readonly status: 'runs-out';
      readonly expectedSteps: number;
      /** When the unlucky bound of the forecast reaches it. */
      readonly earliestSteps: number;
      /** When the lucky bound does; undefined: not within reach. */
      readonly latestSteps: number | undefined;
      readonly confidence: number;
    };

/** Works out when evenly spaced values fall to a `floor` or rise to a ceiling. */
export function runningOut(values: readonly number[], limit: number, side: 'floor' | 'ceiling'): RunningOut {
  const places = changePoints(values).map(({ at }) => at);
  const forecast = forecastSince(values, places, Math.floor(values.length / 2));
  if (forecast === undefined || values.length < MIN_FORECAST_VALUES) return { status: 'not-enough-data' };
  const reach = Math.max(LEAST_STEPS, OUTLOOK_REACH * values.length);
  const isOut = (value: number): boolean => (side === 'floor' ? value <= limit : value >= limit);
  const [unlucky, lucky] = side === 'floor' ? (['low', 'high'] as const) : (['high', 'low'] as const);
  const first: { expected?: number; unlucky?: number; lucky?: number } = {};
  for (let step = 1; step <= reach && first.lucky === undefined; step += 1) {
    const band = forecast.ahead(step);
    if (isOut(band.expected)) first.expected ??= step;
    if (isOut(band[unlucky])) first.unlucky ??= step;
    if (isOut(band[lucky])) first.lucky ??= step;
  }
  if (first.expected === undefined) return { status: 'steady' };
  return {
    status: 'runs-out',
    expectedSteps: first.expected,
    earliestSteps: first.unlucky ?? first.expected,
    latestSteps: first.lucky,
    confidence: forecast.confidence,
  };
}
