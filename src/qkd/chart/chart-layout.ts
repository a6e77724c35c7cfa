import { axisPosition, type Chart, type ChartSeries } from './chart.ts';
import { type ChartThemeName, chartThemes } from './chart-theme.ts';
import type { Colour, LineShape, Picture, Shape, TextShape } from './shapes.ts';

const WIDTH = 960;
const HEIGHT = 540;
const PLOT = { left: 92, right: 700, top: 84, bottom: 466 };
const TITLE_SIZE = 22;
const TEXT_SIZE = 15;
const LEGEND_LINE = 26;

/** Lays a chart out: axes with their numbers, curves, and a legend at the right. */
export function chartPicture(chart: Chart, themeName: ChartThemeName): Picture {
  const theme = chartThemes[themeName];
  const colourOf = (index: number): Colour => theme.curves[index % theme.curves.length] ?? theme.text;
  return {
    width: WIDTH,
    height: HEIGHT,
    background: theme.background,
    description: `${chart.title}. ${chart.subtitle}`,
    shapes: [
      text(chart.title, PLOT.left, 36, theme.text, { size: TITLE_SIZE }),
      text(chart.subtitle, PLOT.left, 62, theme.faint, {}),
      ...gridShapes(chart, theme.grid, theme.faint),
      text(chart.x.label, (PLOT.left + PLOT.right) / 2, HEIGHT - 22, theme.text, { anchor: 'middle' }),
      text(chart.y.label, 24, (PLOT.top + PLOT.bottom) / 2, theme.text, { anchor: 'middle', isVertical: true }),
      ...chart.series.flatMap((series, index) => curveShapes(chart, series, colourOf(index))),
      ...chart.series.flatMap((series, index) => legendShapes(series, index, colourOf(index), theme.text)),
    ],
  };
}

function gridShapes({ x, y }: Chart, grid: Colour, faint: Colour): readonly Shape[] {
  return [
    ...x.ticks.flatMap((value): Shape[] => {
      const at = xPixel(axisPosition(x, value));
      return [
        line([at, PLOT.top, at, PLOT.bottom], grid, 1),
        text(x.format(value), at, PLOT.bottom + 22, faint, { anchor: 'middle' }),
      ];
    }),
    ...y.ticks.flatMap((value): Shape[] => {
      const at = yPixel(axisPosition(y, value));
      return [
        line([PLOT.left, at, PLOT.right, at], grid, 1),
        text(y.format(value), PLOT.left - 10, at + 5, faint, { anchor: 'end' }),
      ];
    }),
  ];
}

/** The parts of a curve that lie within the axes. */
function curveShapes({ x, y }: Chart, series: ChartSeries, colour: Colour): readonly Shape[] {
  const shapes: Shape[] = [];
  let points: (readonly [number, number])[] = [];
  const finish = (): void => {
    if (points.length > 1) {
      shapes.push({ kind: 'line', points, colour, width: 2.5, isDashed: series.isDashed === true });
    }
    points = [];
  };
  for (const [xValue, yValue] of series.points) {
    const [right, up] = [axisPosition(x, xValue), axisPosition(y, yValue)];
    if (right >= 0 && right <= 1 && up >= 0 && up <= 1) points.push([xPixel(right), yPixel(up)]);
    else finish();
  }
  finish();
  return shapes;
}

function legendShapes(series: ChartSeries, index: number, colour: Colour, ink: Colour): readonly Shape[] {
  const y = PLOT.top + 12 + index * LEGEND_LINE;
  const x = PLOT.right + 22;
  const sample: LineShape = { ...line([x, y - 5, x + 26, y - 5], colour, 3), isDashed: series.isDashed === true };
  return [sample, text(series.name, x + 34, y, ink, {})];
}

const xPixel = (position: number): number => PLOT.left + position * (PLOT.right - PLOT.left);
const yPixel = (position: number): number => PLOT.bottom - position * (PLOT.bottom - PLOT.top);

function line(ends: readonly [number, number, number, number], colour: Colour, width: number): LineShape {
  const [x1, y1, x2, y2] = ends;
  return {
    kind: 'line',
    points: [
      [x1, y1],
      [x2, y2],
    ],
    colour,
    width,
    isDashed: false,
  };
}

function text(
  content: string,
  x: number,
  y: number,
  colour: Colour,
  options: Partial<Pick<TextShape, 'anchor' | 'size' | 'isVertical'>>,
): TextShape {
  return {
    kind: 'text',
    text: content,
    x,
    y,
    colour,
    anchor: 'start',
    size: TEXT_SIZE,
    isVertical: false,
    ...options,
  };
}
