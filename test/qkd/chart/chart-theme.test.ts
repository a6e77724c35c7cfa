import assert from 'node:assert/strict';
import test from 'node:test';
import { chartThemes } from '../../../src/qkd/chart/chart-theme.ts';
import type { Colour } from '../../../src/qkd/chart/shapes.ts';

/** Contrast ratio of two colours. WCAG 2.2, relative luminance. */
function contrast(first: Colour, second: Colour): number {
  const luminance = (colour: Colour): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

for (const [name, theme] of Object.entries(chartThemes)) {
  test(`the ${name} theme can be read: texts at 4.5 to 1, curves at 3 to 1`, () => {
    for (const ink of [theme.text, theme.faint]) assert.ok(contrast(ink, theme.background) >= 4.5);
    for (const curve of theme.curves) assert.ok(contrast(curve, theme.background) >= 3, curve.join(' '));
    assert.equal(new Set(theme.curves.map(String)).size, theme.curves.length);
  });
}
