import type { Colour } from './shapes.ts';

/** Channels of a pixel. */
const CHANNELS = 3;

type Point = readonly [x: number, y: number];

/** A grid of pixels, red, green and blue a byte each, on which lines are drawn with smooth edges. */
export class Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(width: number, height: number, background: Colour) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * CHANNELS);
    for (let offset = 0; offset < this.pixels.length; offset += CHANNELS) this.pixels.set(background, offset);
  }

  /** A straight line with round ends: a pixel is covered as far as it lies within half the width. */
  line([x1, y1]: Point, [x2, y2]: Point, width: number, colour: Colour): void {
    const reach = width / 2 + 1;
    const left = Math.max(0, Math.floor(Math.min(x1, x2) - reach));
    const right = Math.min(this.width - 1, Math.ceil(Math.max(x1, x2) + reach));
    const top = Math.max(0, Math.floor(Math.min(y1, y2) - reach));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(y1, y2) + reach));
    const [dx, dy] = [x2 - x1, y2 - y1];
    const length = dx * dx + dy * dy;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const [px, py] = [x + 0.5 - x1, y + 0.5 - y1];
        const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length));
        const distance = Math.hypot(px - along * dx, py - along * dy);
        this.#blend(x, y, Math.min(1, width / 2 + 0.5 - distance), colour);
      }
    }
  }

  #blend(x: number, y: number, coverage: number, colour: Colour): void {
    if (coverage <= 0) return;
    const offset = (y * this.width + x) * CHANNELS;
    for (const [channel, value] of colour.entries()) {
      const before = this.pixels[offset + channel] ?? 0;
      this.pixels[offset + channel] = Math.round(before + (value - before) * coverage);
    }
  }
}
