import assert from 'node:assert/strict';
import test from 'node:test';
import { chartPicture } from '../../../src/qkd/chart/chart-layout.ts';
import { cascadeChart, interceptionChart, keyRateChart } from '../../../src/qkd/chart/qkd-charts.ts';
import type { LineShape, TextShape } from '../../../src/qkd/chart/shapes.ts';
import { textWidth } from '../../../src/qkd/chart/stroke-font.ts';
import { sampleChart } from './sample-chart.ts';

const picture = chartPicture(sampleChart, 'light');
const lines = picture.shapes.filter((shape): shape is LineShape => shape.kind === 'line');
const texts = picture.shapes.filter((shape): shape is TextShape => shape.kind === 'text');

test('titles, labels, ticks and names are all written', () => {
  const written = texts.map(({ text }) => text);
  for (const text of ['Rates & <limits>', 'of a sample', 'length', 'rate', '5', '0.1', 'falling', 'bound']) {
    assert.ok(written.includes(text), text);
  }
});

test('a curve is drawn as far as it lies within the axes', () => {
  const curve = lines.find(({ points }) => points.length === 3);
  assert.ok(curve !== undefined && !curve.isDashed);
  const [first, , last] = curve.points;
  assert.ok(first !== undefined && last !== undefined);
  assert.ok(first[0] < last[0] && first[1] < last[1]);
});

test('dashes show in the curve and in the legend', () => {
  assert.equal(lines.filter(({ isDashed }) => isDashed).length, 2);
});

test('nothing of the charts of the product leaves the picture, in the font of lines', () => {
  for (const chart of [sampleChart, keyRateChart(), interceptionChart('layout'), cascadeChart('layout', 1)]) {
    const { shapes, width, height } = chartPicture(chart, 'dark');
    for (const shape of shapes) {
      if (shape.kind === 'line') {
        for (const [x, y] of shape.points) assert.ok(x >= 0 && x <= width && y >= 0 && y <= height);
        continue;
      }
      const length = textWidth(shape.text, shape.size);
      const start = shape.anchor === 'start' ? 0 : shape.anchor === 'middle' ? -length / 2 : -length;
      const [from, to] = shape.isVertical
        ? [shape.y - start - length, shape.y - start]
        : [shape.x + start, shape.x + start + length];
      assert.ok(from >= 0 && to <= (shape.isVertical ? height : width), `${shape.text} reaches from ${from} to ${to}`);
    }
  }
});
