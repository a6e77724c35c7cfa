import type { JSX } from 'preact';
import { Empty, Loaded } from '../parts/notice.tsx';
import { joinedSeries, type SeriesPoints } from '../parts/series-data.ts';
import { TimePlot } from '../parts/time-plot.tsx';
import { percentage, quantityText } from '../quantities.ts';
import { type Resource, useResource } from '../state/resource.ts';

/** A plot out of the history: its series, and how their values are written. */
export interface SeriesWish {
  readonly id: string;
  readonly title: string;
  readonly show: (value: number) => string;
  /** Two at most; the first one is forecast. */
  readonly lines: readonly { readonly name: string; readonly series: string }[];
}

const READ_EVERY_MS = 10_000;
/** How far a forecast goes, as a share of the span. */
const AHEAD = 1 / 4;

/** Series of the history over a span of time, the first of them with its forecast. */
export function SeriesPlot({ id, title, show, lines, spanMs }: SeriesWish & { readonly spanMs: number }): JSX.Element {
  const path = (at: number): string | undefined => {
    const series = lines[at]?.series;
    if (series === undefined) return undefined;
    const aheadMs = at === 0 ? Math.round(spanMs * AHEAD) : 0;
    return `/api/v1/series/points?name=${encodeURIComponent(series)}&spanMs=${spanMs}&aheadMs=${aheadMs}`;
  };
  const first = useResource<SeriesPoints>(path(0), { everyMs: READ_EVERY_MS });
  const second = useResource<SeriesPoints>(path(1), { everyMs: READ_EVERY_MS });
  if (isUnknownYet(first) && (lines.length < 2 || isUnknownYet(second))) {
    return (
      <figure class="plot" id={id}>
        <figcaption>
          <h3>{title}</h3>
        </figcaption>
        <Empty title="Nothing was recorded in this span yet." />
      </figure>
    );
  }
  return (
    <div class="plot-place">
      <Loaded resource={first.data === undefined ? (second.data === undefined ? first : second) : first}>
        {() => {
          const known = [first.data, second.data].flatMap((data, at) =>
            data === undefined
              ? []
              : [{ name: lines[at]?.name ?? '', colour: at === 0 ? (1 as const) : (3 as const), data }],
          );
          const { timesMs, plotLines, nowMs } = joinedSeries(known);
          return (
            <>
              <TimePlot id={id} title={title} timesMs={timesMs} lines={plotLines} show={show} nowMs={nowMs} />
              <ForecastNote name={lines[0]?.name ?? ''} points={first.data} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

/** A series of which no value was recorded is not there. */
function isUnknownYet({ data, failure }: Resource<SeriesPoints>): boolean {
  return failure?.code === 'SERIES_UNKNOWN' || data?.points.length === 0;
}

/** How good the forecast is, or why there is none. */
function ForecastNote({ name, points }: { name: string; points: SeriesPoints | undefined }): JSX.Element | null {
  const forecast = points?.forecast;
  if (forecast === undefined || forecast === null) return null;
  if (forecast.status === 'not-enough-data') {
    const text = `No forecast yet: ${forecast.points} of ${forecast.needed} points.`;
    return <p class="plot-foot">{text}</p>;
  }
  const { method, confidence, error } = forecast;
  const share = (ratio: number): string => quantityText(percentage(ratio));
  return (
    <p class="plot-foot">
      Forecast of what is {name}, {method}, {share(confidence)} interval. Tried on {error.tested} earlier points: error{' '}
      {share(error.ratioToNaive)} of a naive forecast’s, {share(error.coverage)} of the values inside.
    </p>
  );
}
