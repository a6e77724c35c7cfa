import { type Room, rooms } from '../architecture/rooms.ts';
import { escapeHtml } from '../site/page.ts';
import type { GeneratedPage } from './generated-page.ts';

const PICTURE_WIDTH = 760;
const BOX_HEIGHT = 60;
const GAP_X = 28;
const GAP_Y = 38;
const MARGIN = 28;
const ROLE_CHAR_WIDTH = 5.8;
const ROLE_LINE_HEIGHT = 13;

interface Box {
  readonly room: Room;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** docs/img/rooms.svg: the rooms that exist, in layers, with the edges that no longer path stands for. */
export function roomPicture(present: ReadonlySet<string>): GeneratedPage {
  const shown = rooms.filter(({ name }) => present.has(name));
  const layers = layersOf(shown);
  const boxes = placeBoxes(layers);
  const height = 2 * MARGIN + layers.length * BOX_HEIGHT + Math.max(0, layers.length - 1) * GAP_Y;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PICTURE_WIDTH} ${height}" role="img" aria-labelledby="title">`,
    '<!-- Written by "npm run docs" from tools/architecture/rooms.ts: change it there. -->',
    '<title id="title">The rooms of qforge: an arrow points from a room to a room it imports</title>',
    STYLE,
    `<rect class="paper" width="${PICTURE_WIDTH}" height="${height}" rx="12"/>`,
    ...shown.flatMap((room) =>
      directImports(room, shown).map((other) => arrow(boxOf(boxes, room.name), boxOf(boxes, other))),
    ),
    ...boxes.map(boxMarkup),
    '</svg>',
    '',
  ];
  return { path: 'docs/img/rooms.svg', text: lines.join('\n') };
}

const STYLE = `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0 8 4 0 8z" fill="#5b6b7f"/></marker></defs>
<style>
.paper { fill: #fbfcfe; stroke: #d5dce6; }
.box { fill: #e9f0fb; stroke: #3f6fb5; stroke-width: 1.5; }
.edge { fill: none; stroke: #5b6b7f; stroke-width: 1.5; marker-end: url(#tip); }
.name { font: 600 15px system-ui, sans-serif; fill: #16263d; text-anchor: middle; }
.role { font: 10.5px system-ui, sans-serif; fill: #44546a; text-anchor: middle; }
</style>`;

/** Rooms by the length of their longest way down; the top layer comes first. */
export function layersOf(shown: readonly Room[]): readonly (readonly Room[])[] {
  const depths = new Map<string, number>();
  for (const { name, mayImport } of shown) {
    depths.set(name, Math.max(-1, ...mayImport.map((other) => depths.get(other) ?? -1)) + 1);
  }
  const deepest = Math.max(-1, ...depths.values());
  return Array.from({ length: deepest + 1 }, (_, index) =>
    shown.filter(({ name }) => depths.get(name) === deepest - index),
  );
}

/** The allowed imports of a room that no longer path implies. */
export function directImports({ mayImport }: Room, shown: readonly Room[]): readonly string[] {
  const reachable = new Map<string, ReadonlySet<string>>();
  for (const room of shown) {
    reachable.set(room.name, new Set(room.mayImport.flatMap((other) => [other, ...(reachable.get(other) ?? [])])));
  }
  const present = mayImport.filter((name) => shown.some((room) => room.name === name));
  return present.filter((name) => !present.some((other) => reachable.get(other)?.has(name) === true));
}

/** Boxes of one layer share its width. */
function placeBoxes(layers: readonly (readonly Room[])[]): readonly Box[] {
  return layers.flatMap((layer, row) => {
    const width = (PICTURE_WIDTH - 2 * MARGIN - (layer.length - 1) * GAP_X) / layer.length;
    const y = MARGIN + row * (BOX_HEIGHT + GAP_Y);
    return layer.map((room, column) => ({ room, x: MARGIN + column * (width + GAP_X), y, width }));
  });
}

function boxOf(boxes: readonly Box[], name: string): Box | undefined {
  return boxes.find(({ room }) => room.name === name);
}

function arrow(from: Box | undefined, to: Box | undefined): string {
  if (from === undefined || to === undefined) return '';
  const [x1, y1] = [from.x + from.width / 2, from.y + BOX_HEIGHT];
  const [x2, y2] = [to.x + to.width / 2, to.y - 2];
  const middle = (y1 + y2) / 2;
  return `<path class="edge" d="M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}"/>`;
}

function boxMarkup({ room, x, y, width }: Box): string {
  const centre = x + width / 2;
  const role = wrap(room.role, Math.floor(width / ROLE_CHAR_WIDTH) - 2);
  // Name and role together stand in the middle of the box.
  const nameY = y + BOX_HEIGHT / 2 + 5 - (role.length * ROLE_LINE_HEIGHT) / 2;
  const roleLines = role.map(
    (line, index) =>
      `<text class="role" x="${centre}" y="${nameY + 2 + (index + 1) * ROLE_LINE_HEIGHT}">${escapeHtml(line)}</text>`,
  );
  return [
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${BOX_HEIGHT}" rx="7"/>`,
    `<text class="name" x="${centre}" y="${nameY}">${escapeHtml(room.name)}</text>`,
    ...roleLines,
  ].join('\n');
}

/** At most two lines; what does not fit is left to the table beside the picture. */
function wrap(text: string, maxChars: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (longer.length <= maxChars) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const [first = '', second, third] = lines;
  if (second === undefined) return [first];
  return [first, third === undefined ? second : `${second.replace(/[,;:]$/u, '')} …`];
}
