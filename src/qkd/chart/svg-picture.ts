import type { Colour, Picture, Shape } from './shapes.ts';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const DASHES = '7 5';

/** Writes a picture as SVG. */
export function svgPicture({ width, height, background, shapes, description }: Picture): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
      ` role="img" font-family='${FONT}'>`,
    `<title>${escaped(description)}</title>`,
    `<rect width="${width}" height="${height}" fill="${hex(background)}"/>`,
    ...shapes.map(element),
    '</svg>',
    '',
  ].join('\n');
}

function element(shape: Shape): string {
  if (shape.kind === 'line') {
    const points = shape.points.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(' ');
    const dashes = shape.isDashed ? ` stroke-dasharray="${DASHES}"` : '';
    return (
      `<polyline points="${points}" fill="none" stroke="${hex(shape.colour)}" stroke-width="${shape.width}"` +
      ` stroke-linejoin="round"${dashes}/>`
    );
  }
  const { x, y, anchor, size, colour, isVertical, text } = shape;
  const turn = isVertical ? ` transform="rotate(-90 ${rounded(x)} ${rounded(y)})"` : '';
  return (
    `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" font-size="${size}" fill="${hex(colour)}"` +
    `${turn}>${escaped(text)}</text>`
  );
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function hex(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
