import { type PlotLine, withGaps } from './plot-data.ts';

/** A value of the history, over one step of time. */
interface SeriesPoint {
  readonly atMs: number;
  readonly mean: number;
}

/** Where a value is expected to lie. */
interface ForecastPoint {
  readonly atMs: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** What `/api/v1/series/points` answers. */
export interface SeriesPoints {
  readonly name: string;
  readonly stepMs: number;
  readonly points: readonly SeriesPoint[];
  readonly forecast:
    | { readonly status: 'not-enough-data'; readonly points: number; readonly needed: number }
    | {
        readonly status: 'forecast';
        readonly method: string;
        readonly confidence: number;
        readonly error: { readonly ratioToNaive: number; readonly coverage: number; readonly tested: number };
        readonly points: readonly ForecastPoint[];
      }
    | null;
}

/** Series on one axis of time: their lines, and forecasts behind them. */
export function joinedSeries(
  all: readonly { readonly name: string; readonly colour: PlotLine['colour']; readonly data: SeriesPoints }[],
): {
  readonly timesMs: readonly number[];
  readonly plotLines: readonly PlotLine[];
  readonly nowMs: number | undefined;
} {
  const measured = all.map(({ data }) =>
    withGaps(
      data.points.map(({ atMs, mean }) => ({ atMs, value: mean })),
      data.stepMs,
    ),
  );
  const expected = all.map(({ data: { forecast } }) => (forecast?.status === 'forecast' ? forecast.points : []));
  const timesMs = [...new Set([...measured, ...expected].flat().map(({ atMs }) => atMs))].toSorted((a, b) => a - b);
  const plotLines = all.flatMap(({ name, colour }, at): PlotLine[] => {
    const values = aligned(timesMs, measured[at] ?? [], ({ value }) => value);
    const ahead = expected[at] ?? [];
    if (ahead.length === 0) return [{ name, colour, values }];
    const column = (read: (point: ForecastPoint) => number): readonly (number | null)[] =>
      aligned(timesMs, ahead, read);
    const band = { low: column(({ low }) => low), high: column(({ high }) => high) };
    return [
      { name, colour, values },
      { name, colour, values: column((point) => point.expected), band },
    ];
  });
  const hasForecast = expected.some(({ length }) => length > 0);
  const lastMs = Math.max(...all.map(({ data }) => data.points.at(-1)?.atMs ?? 0));
  return { timesMs, plotLines, nowMs: hasForecast ? lastMs : undefined };
}

function aligned<P extends { readonly atMs: number }>(
  timesMs: readonly number[],
  points: readonly P[],
  read: (point: P) => number | null,
): readonly (number | null)[] {
  const byTime = new Map(points.map((point) => [point.atMs, read(point)]));
  return timesMs.map((atMs) => byTime.get(atMs) ?? null);
}
