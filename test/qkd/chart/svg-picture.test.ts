import assert from 'node:assert/strict';
import test from 'node:test';
import { chartPicture } from '../../../src/qkd/chart/chart-layout.ts';
import { svgPicture } from '../../../src/qkd/chart/svg-picture.ts';
import { sampleChart } from './sample-chart.ts';

const svg = svgPicture(chartPicture(sampleChart, 'light'));

test('the file is one SVG element with its size and what it shows', () => {
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 540"/u);
  assert.match(svg, /<title>Rates &amp; &lt;limits&gt;\. of a sample<\/title>/u);
  assert.ok(svg.endsWith('</svg>\n'));
});

test('every tag is closed, and no text can open one', () => {
  const opened = svg.match(/<(?:svg|title|text)\b/gu)?.length ?? 0;
  const closed = svg.match(/<\/(?:svg|title|text)>/gu)?.length ?? 0;
  assert.equal(opened, closed);
  assert.ok(!svg.includes('<limits>'));
});

test('dashed lines are dashed, upright texts are turned', () => {
  assert.equal(svg.match(/stroke-dasharray/gu)?.length, 2);
  assert.equal(svg.match(/rotate\(-90/gu)?.length, 1);
});
