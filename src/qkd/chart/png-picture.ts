import { encodePng } from './png-encoder.ts';
import { Raster } from './raster.ts';
import type { LineShape, Picture, TextShape } from './shapes.ts';
import { textStrokes, textWidth } from './stroke-font.ts';

/** Pixels of the file for each pixel of the picture: sharp on dense screens. */
const SCALE = 2;
const DASH = 7;
const GAP = 5;
/** Width of the strokes of a text for each pixel of its size. */
const STROKE_SHARE = 0.095;

type Point = readonly [x: number, y: number];

/** Writes a picture as PNG, without a browser: lines are drawn with smooth edges, texts in a font of lines. */
export function pngPicture(picture: Picture): Uint8Array {
  const raster = new Raster(picture.width * SCALE, picture.height * SCALE, picture.background);
  for (const shape of picture.shapes) {
    if (shape.kind === 'line') drawLine(raster, shape);
    else drawText(raster, shape);
  }
  return encodePng(raster.width, raster.height, raster.pixels);
}

function drawLine(raster: Raster, { points, colour, width, isDashed }: LineShape): void {
  for (const [from, to] of isDashed ? dashes(points) : segments(points)) {
    raster.line(scaled(from), scaled(to), width * SCALE, colour);
  }
}

function drawText(raster: Raster, shape: TextShape): void {
  const { text, x, y, anchor, size, colour, isVertical } = shape;
  const width = textWidth(text, size);
  const start = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
  const place = ([along, down]: Point): Point =>
    isVertical ? [x + down, y - (start + along)] : [x + start + along, y + down];
  for (const stroke of textStrokes(text, size)) {
    for (const [from, to] of segments(stroke)) {
      raster.line(scaled(place(from)), scaled(place(to)), size * STROKE_SHARE * SCALE, colour);
    }
  }
}

function segments(points: readonly Point[]): readonly (readonly [Point, Point])[] {
  return points.slice(1).map((point, index) => [points[index] ?? point, point]);
}

/** The drawn parts of a dashed line. */
function dashes(points: readonly Point[]): readonly (readonly [Point, Point])[] {
  const drawn: (readonly [Point, Point])[] = [];
  let phase = 0;
  for (const [[x1, y1], [x2, y2]] of segments(points)) {
    const length = Math.hypot(x2 - x1, y2 - y1);
    const at = (distance: number): Point => [
      x1 + ((x2 - x1) * distance) / length,
      y1 + ((y2 - y1) * distance) / length,
    ];
    for (let from = 0; from < length; ) {
      const isDrawn = phase < DASH;
      const to = Math.min(length, from + (isDrawn ? DASH - phase : DASH + GAP - phase));
      if (isDrawn) drawn.push([at(from), at(to)]);
      phase = (phase + to - from) % (DASH + GAP);
      from = to;
    }
  }
  return drawn;
}

function scaled([x, y]: Point): Point {
  return [x * SCALE, y * SCALE];
}
