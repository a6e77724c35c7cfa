import type { Circuit } from '../circuit/circuit.ts';
import { type CircuitLayout, circuitLayout, type DrawnCell, type DrawnOperation } from './circuit-layout.ts';

const ROW = 44;
const LEFT = 48;
const GAP = 14;
const BOX_HEIGHT = 28;
const CHARACTER = 7.4;
const SMALLEST_BOX = 28;

/** A circuit as a picture of its own, readable on light and on dark. */
export function drawCircuitSvg(circuit: Circuit): string {
  const layout = circuitLayout(circuit);
  const places = columnPlaces(layout);
  const [width, height] = [places.end + GAP, layout.qubits * ROW];
  const wires = Array.from({ length: layout.qubits }, (_, qubit) => {
    const y = wireY(qubit);
    return `<text x="8" y="${y + 5}">q${qubit}</text><path d="M${LEFT - 8} ${y}H${width - 4}"/>`;
  });
  const operations = layout.operations.map((operation) => drawnOperation(operation, places.centres[operation.column]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>Quantum circuit of ${layout.qubits} qubits and ${layout.operations.length} operations</title>`,
    '<style>text{font:13px ui-monospace,monospace;fill:currentColor}path,rect,circle{stroke:currentColor;fill:none}',
    '.b{fill:Canvas}.f{fill:currentColor}svg{color:CanvasText;color-scheme:light dark;background:Canvas}</style>',
    ...wires,
    ...operations,
    '</svg>',
    '',
  ].join('\n');
}

interface ColumnPlaces {
  readonly centres: readonly number[];
  readonly end: number;
}

function columnPlaces({ columns, operations }: CircuitLayout): ColumnPlaces {
  const widths = Array.from({ length: columns }, () => SMALLEST_BOX);
  for (const { column, cells } of operations) {
    for (const cell of cells) widths[column] = Math.max(widths[column], boxWidth(cell));
  }
  let end = LEFT;
  const centres = widths.map((width) => {
    const centre = end + width / 2;
    end += width + GAP;
    return Math.round(centre);
  });
  return { centres, end: Math.round(end) };
}

function boxWidth({ kind, text }: DrawnCell): number {
  return kind === 'box' ? Math.max(SMALLEST_BOX, Math.ceil(text.length * CHARACTER + 12)) : SMALLEST_BOX;
}

function wireY(qubit: number): number {
  return qubit * ROW + ROW / 2;
}

function drawnOperation({ cells, from, to }: DrawnOperation, x: number): string {
  const isBarrier = cells.some(({ kind }) => kind === 'barrier');
  const line = from === to || isBarrier ? '' : `<path d="M${x} ${wireY(from)}V${wireY(to)}"/>`;
  return `<g>${line}${cells.map((cell) => drawnCell(cell, x, wireY(cell.qubit))).join('')}</g>`;
}

function drawnCell(cell: DrawnCell, x: number, y: number): string {
  switch (cell.kind) {
    case 'control':
      return `<circle class="f" cx="${x}" cy="${y}" r="4"/>`;
    case 'open-control':
      return `<circle class="b" cx="${x}" cy="${y}" r="4"/>`;
    case 'flip':
      return `<circle class="b" cx="${x}" cy="${y}" r="10"/><path d="M${x - 10} ${y}h20M${x} ${y - 10}v20"/>`;
    case 'swap':
      return `<path d="M${x - 6} ${y - 6}l12 12m0-12l-12 12"/>`;
    case 'barrier':
      return `<path stroke-dasharray="4" d="M${x} ${y - ROW / 2}v${ROW}"/>`;
    default:
      return drawnBox(cell, x, y);
  }
}

function drawnBox(cell: DrawnCell, x: number, y: number): string {
  const width = boxWidth(cell);
  const box = `<rect class="b" x="${x - width / 2}" y="${y - BOX_HEIGHT / 2}" width="${width}" height="${BOX_HEIGHT}"/>`;
  return `${box}<text x="${x}" y="${y + 5}" text-anchor="middle">${escaped(cell.text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
