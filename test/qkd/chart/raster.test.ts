import assert from 'node:assert/strict';
import test from 'node:test';
import { Raster } from '../../../src/qkd/chart/raster.ts';

const grey = (raster: Raster, x: number, y: number): number => raster.pixels[(y * raster.width + x) * 3] ?? 0;

test('a line covers its pixels, and its edges in part', () => {
  const raster = new Raster(20, 9, [0, 0, 0]);
  raster.line([4, 4.5], [16, 4.5], 2, [200, 100, 50]);
  assert.deepEqual(Array.from(raster.pixels.subarray((4 * 20 + 10) * 3, (4 * 20 + 10) * 3 + 3)), [200, 100, 50]);
  assert.equal(grey(raster, 10, 3), 100);
  assert.equal(grey(raster, 10, 2), 0);
  assert.equal(grey(raster, 1, 4), 0);
});

test('a line without length is a dot, and what leaves the raster is cut', () => {
  const raster = new Raster(5, 5, [255, 255, 255]);
  raster.line([2.5, 2.5], [2.5, 2.5], 2, [0, 0, 0]);
  assert.equal(grey(raster, 2, 2), 0);
  raster.line([-10, 0.5], [30, 0.5], 1, [0, 0, 0]);
  assert.equal(grey(raster, 0, 0), 0);
  assert.equal(grey(raster, 4, 0), 0);
  assert.equal(grey(raster, 4, 4), 255);
});
