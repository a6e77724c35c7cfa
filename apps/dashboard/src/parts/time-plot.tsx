import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { dateAndTime, timeOfDay } from '../quantities.ts';
import { colourChange } from '../state/theme.ts';
import { lineSummary, type PlotLine } from './plot-data.ts';

const HEIGHT = 180;
const DAY_MS = 86_400_000;

/** Lines over time, with the values under the pointer above them. All lines share the times and the unit. */
export function TimePlot(props: {
  id: string;
  title: string;
  timesMs: readonly number[];
  lines: readonly PlotLine[];
  show: (value: number) => string;
  /** Where what was measured ends and what is expected begins. */
  nowMs?: number | undefined;
  ceiling?: number | undefined;
}): JSX.Element {
  const { id, title, timesMs, lines, show, nowMs, ceiling } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const pointed = useSignal<number | null>(null);
  const colours = colourChange.value;
  const form = `${lines.map(({ name, band }) => `${name}${band === undefined ? '' : '~'}`).join('|')} ${String(ceiling)}`;
  const showNow = useRef(show);
  showNow.current = show;
  const now = useRef(nowMs);
  now.current = nowMs;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const drawn = new uPlot(
      optionsOf(
        element,
        lines,
        { show: (value) => showNow.current(value), now: () => now.current, ceiling },
        (at) => (pointed.value = at),
      ),
      plotData(timesMs, lines),
      element,
    );
    plot.current = drawn;
    const resize = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      drawn.destroy();
      plot.current = undefined;
    };
  }, [form, colours]);

  useEffect(() => plot.current?.setData(plotData(timesMs, lines)), [timesMs, lines]);

  const at = pointed.value;
  return (
    <figure class="plot" id={id}>
      <figcaption>
        <h3>{title}</h3>
        <ul class="legend">
          {lines
            .filter(({ band }) => band === undefined)
            .map((line) => (
              <li key={line.name}>
                <span class={`key colour-${line.colour}`} aria-hidden="true" />
                {line.name} <b>{valueAt(line, at, show)}</b>
              </li>
            ))}
          {lines.some(({ band }) => band !== undefined) ? (
            <li>
              <span class="key expected" aria-hidden="true" />
              forecast
            </li>
          ) : null}
          <li class="when">{at === null ? '' : timeAt(timesMs, at)}</li>
        </ul>
      </figcaption>
      <div class="canvas" ref={place} role="img" aria-label={lines.map((line) => lineSummary(line, show)).join(' ')} />
    </figure>
  );
}

function valueAt({ values }: PlotLine, at: number | null, show: (value: number) => string): string {
  const value = at === null ? values.findLast((each) => each !== null) : values[at];
  return value === null || value === undefined ? '–' : show(value);
}

/** With the day, where the plot shows several. */
function timeAt(timesMs: readonly number[], at: number): string {
  const atMs = timesMs[at];
  if (atMs === undefined) return '';
  const isOfDays = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0) >= DAY_MS;
  return isOfDays ? dateAndTime(atMs) : timeOfDay(atMs);
}

function plotData(timesMs: readonly number[], lines: readonly PlotLine[]): uPlot.AlignedData {
  const columns = lines.flatMap(({ values, band }) => (band === undefined ? [values] : [values, band.high, band.low]));
  return [timesMs.map((atMs) => atMs / 1000), ...columns.map((column) => [...column])] as uPlot.AlignedData;
}

interface Showing {
  readonly show: (value: number) => string;
  readonly now: () => number | undefined;
  readonly ceiling: number | undefined;
}

function optionsOf(
  element: HTMLElement,
  lines: readonly PlotLine[],
  { show, now, ceiling }: Showing,
  onPoint: (at: number | null) => void,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--plot-${name}`).trim() || 'gray';
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const line of lines) {
    const stroke = colour(String(line.colour));
    series.push({ stroke, width: 1.5, points: { show: false }, ...(line.band === undefined ? {} : { dash: [5, 4] }) });
    if (line.band === undefined) continue;
    const edge = { stroke: 'transparent', width: 0, points: { show: false } };
    series.push(edge, edge);
    bands.push({
      series: [series.length - 2, series.length - 1],
      fill: `color-mix(in srgb, ${stroke} 16%, transparent)`,
    });
  }
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: colour('text'), font, ticks: { show: false } };
  return {
    width: element.clientWidth || 300,
    height: HEIGHT,
    series,
    bands,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range: (_plot, low, high) => rangeOf(low, high, ceiling) } },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 26, values: (_plot, splits) => splits.map(clock(splits)) },
      {
        ...axis,
        grid: { stroke: colour('grid'), width: 1 },
        size: 70,
        space: 40,
        values: (_plot, splits) => splits.map(show),
      },
    ],
    hooks: {
      setCursor: [(drawn) => onPoint(drawn.cursor.idx ?? null)],
      draw: [(drawn) => drawNow(drawn, now(), colour('text'))],
    },
  };
}

/** From zero, so that heights compare; a little air above; never a range of nothing. */
function rangeOf(low: number | null, high: number | null, ceiling: number | undefined): [number, number] {
  if (ceiling !== undefined) return [0, ceiling];
  return [Math.min(0, low ?? 0), high === null || high <= 0 ? 1 : high * 1.08];
}

function clock(splits: readonly number[]): (seconds: number) => string {
  const spanSeconds = (splits.at(-1) ?? 0) - (splits[0] ?? 0);
  const options: Intl.DateTimeFormatOptions =
    spanSeconds > 172_800
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit', ...(spanSeconds < 240 ? { second: '2-digit' } : {}) };
  return (seconds) => new Date(seconds * 1000).toLocaleString('en-GB', options);
}

/** A line at the present, where a plot goes beyond it. */
function drawNow(drawn: uPlot, nowMs: number | undefined, stroke: string): void {
  if (nowMs === undefined) return;
  const { ctx, bbox } = drawn;
  const x = Math.round(drawn.valToPos(nowMs / 1000, 'x', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
