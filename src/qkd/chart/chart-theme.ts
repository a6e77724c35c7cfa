import type { Colour } from './shapes.ts';

/** Name of a theme. */
export type ChartThemeName = 'light' | 'dark';

/** Colours of a chart. */
export interface ChartTheme {
  readonly background: Colour;
  readonly text: Colour;
  readonly faint: Colour;
  readonly grid: Colour;
  /** Colours of the curves: told apart by people who do not see all colours too (after Okabe and Ito). */
  readonly curves: readonly Colour[];
}

/** The themes by name. */
export const chartThemes: Readonly<Record<ChartThemeName, ChartTheme>> = {
  light: {
    background: [255, 255, 255],
    text: [30, 34, 40],
    faint: [90, 98, 110],
    grid: [222, 226, 232],
    curves: [
      [0, 102, 170],
      [204, 85, 0],
      [0, 140, 105],
      [180, 70, 140],
      [120, 100, 0],
      [60, 70, 85],
      [40, 150, 210],
    ],
  },
  dark: {
    background: [20, 23, 28],
    text: [232, 236, 241],
    faint: [160, 168, 180],
    grid: [52, 58, 68],
    curves: [
      [86, 180, 233],
      [240, 150, 50],
      [60, 200, 150],
      [220, 130, 185],
      [235, 220, 90],
      [190, 198, 210],
      [120, 140, 255],
    ],
  },
};
