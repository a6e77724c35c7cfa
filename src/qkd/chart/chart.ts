/** A point of a curve. */
export type ChartPoint = readonly [x: number, y: number];

/** One curve with its name. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
  /** Drawn dashed: for what is a bound or a reference rather than a result. */
  readonly isDashed?: boolean;
}

/** An axis: what it measures, and from where to where. */
export interface ChartAxis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Values at which there is a line and a number. */
  readonly ticks: readonly number[];
  readonly isLogarithmic?: boolean;
  /** How a number is written. */
  readonly format: (value: number) => string;
}

/** A picture of curves over one pair of axes. */
export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
}

/** Where a value lies on an axis, 0 at its start and 1 at its end. */
export function axisPosition({ from, to, isLogarithmic = false }: ChartAxis, value: number): number {
  if (!isLogarithmic) return (value - from) / (to - from);
  return (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from));
}
