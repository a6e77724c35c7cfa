import assert from 'node:assert/strict';
import test from 'node:test';
import { inflateSync } from 'node:zlib';
import { pngPicture } from '../../../src/qkd/chart/png-picture.ts';
import type { Picture, Shape } from '../../../src/qkd/chart/shapes.ts';

const BLACK = [0, 0, 0] as const;

/** Share of the pixels of a picture that are not white, in a part of it given in pixels of the picture. */
function inkIn(shapes: readonly Shape[], left: number, top: number, right: number, bottom: number): number {
  const picture: Picture = { width: 60, height: 40, background: [255, 255, 255], shapes, description: '' };
  const png = pngPicture(picture);
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const length = view.getUint32(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  let dark = 0;
  for (let y = 2 * top; y < 2 * bottom; y++) {
    for (let x = 2 * left; x < 2 * right; x++) if ((rows[y * (120 * 3 + 1) + 1 + 3 * x] ?? 255) < 128) dark++;
  }
  return dark / (4 * (right - left) * (bottom - top));
}

test('lines are drawn at twice the size, dashed ones with gaps', () => {
  const line = (isDashed: boolean): Shape => ({
    kind: 'line',
    points: [
      [0, 20],
      [60, 20],
    ],
    colour: BLACK,
    width: 2,
    isDashed,
  });
  assert.ok(inkIn([line(false)], 0, 19, 60, 21) > 0.95);
  const dashed = inkIn([line(true)], 0, 19, 60, 21);
  assert.ok(dashed > 0.4 && dashed < 0.85);
  assert.equal(inkIn([line(false)], 0, 0, 60, 18), 0);
});

test('texts stand where they are anchored, upright ones too', () => {
  const text = (anchor: 'start' | 'middle' | 'end', isVertical = false): Shape => ({
    kind: 'text',
    text: 'HHH',
    x: 30,
    y: 20,
    anchor,
    size: 12,
    colour: BLACK,
    isVertical,
  });
  assert.ok(inkIn([text('start')], 30, 10, 60, 22) > 0.05);
  assert.equal(inkIn([text('start')], 0, 0, 28, 40), 0);
  assert.ok(inkIn([text('end')], 0, 10, 30, 22) > 0.05);
  assert.equal(inkIn([text('end')], 32, 0, 60, 40), 0);
  assert.ok(inkIn([text('start', true)], 18, 0, 32, 20) > 0.05);
  assert.equal(inkIn([text('start', true)], 34, 0, 60, 40), 0);
});
