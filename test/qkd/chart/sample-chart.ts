import type { Chart } from '../../../src/qkd/chart/chart.ts';

/** A small chart with a curve that leaves the axes, a dashed one, and signs that need escaping. */
export const sampleChart: Chart = {
  title: 'Rates & <limits>',
  subtitle: 'of a sample',
  x: { label: 'length', from: 0, to: 10, ticks: [0, 5, 10], format: String },
  y: { label: 'rate', from: 0.01, to: 1, ticks: [0.01, 0.1, 1], isLogarithmic: true, format: String },
  series: [
    {
      name: 'falling',
      points: [
        [0, 1],
        [5, 0.1],
        [10, 0.01],
        [10, 0.0001],
      ],
    },
    {
      name: 'bound',
      points: [
        [0, 0.1],
        [10, 0.1],
      ],
      isDashed: true,
    },
  ],
};
