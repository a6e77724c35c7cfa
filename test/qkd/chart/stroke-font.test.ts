import assert from 'node:assert/strict';
import test from 'node:test';
import { cascadeChart, interceptionChart, keyRateChart } from '../../../src/qkd/chart/qkd-charts.ts';
import { textStrokes, textWidth } from '../../../src/qkd/chart/stroke-font.ts';

test('glyphs stand side by side on the baseline', () => {
  const strokes = textStrokes('HH', 15);
  assert.equal(strokes.length, 6);
  const xs = strokes.flat().map(([x]) => x);
  const ys = strokes.flat().map(([, y]) => y);
  assert.equal(Math.min(...xs), 0);
  assert.ok(Math.abs(Math.max(...xs) - textWidth('HH', 15)) < 1e-9);
  assert.equal(Math.max(...ys), 0);
  assert.ok(Math.abs(Math.min(...ys) + 15 * 0.66) < 1e-9);
});

test('a blank has no strokes, an empty text no width', () => {
  assert.deepEqual(textStrokes(' ', 15), []);
  assert.equal(textWidth('', 15), 0);
});

test('the font has every character of the charts: none is drawn as a box', () => {
  const box = JSON.stringify(textStrokes('\u2603', 15));
  for (const { title, subtitle, x, y, series } of [
    keyRateChart(),
    interceptionChart('font'),
    cascadeChart('font', 1),
  ]) {
    const ticks = [...x.ticks.map(x.format), ...y.ticks.map(y.format)];
    const texts = [title, subtitle, x.label, y.label, ...series.map(({ name }) => name), ...ticks];
    for (const character of new Set(texts.join(''))) {
      assert.notEqual(JSON.stringify(textStrokes(character, 15)), box, character);
    }
  }
});
