import type { Circuit } from '../circuit/circuit.ts';
import { type CircuitLayout, circuitLayout, type DrawnCell, type DrawnOperation } from './circuit-layout.ts';

const SYMBOLS: Readonly<Record<Exclude<DrawnCell['kind'], 'box'>, string>> = {
  control: '●',
  'open-control': '○',
  flip: '⊕',
  swap: '×',
  barrier: '░',
};

/**
 * A circuit as lines of text: one line for each qubit, one between two for what connects them.
 *
 * Lines longer than `width` are broken into several systems, one below the other.
 */
export function drawCircuit(circuit: Circuit, width: number = Number.POSITIVE_INFINITY): readonly string[] {
  const layout = circuitLayout(circuit);
  const names = wireNames(circuit.qubits);
  const columns = Array.from({ length: layout.columns }, (_, column) => drawnColumn(layout, column));
  const systems = brokenInto(columns, width - (names[0]?.length ?? 0));
  return systems.flatMap((system, index) => [...(index === 0 ? [] : ['']), ...joined(names, system)]);
}

/** The lines of one column: wires in even ones, connections in odd ones. */
function drawnColumn(layout: CircuitLayout, column: number): readonly string[] {
  const lines = Array.from({ length: 2 * layout.qubits - 1 }, () => '');
  for (const operation of layout.operations) if (operation.column === column) drawOperation(lines, operation);
  const width = Math.max(...lines.map((line) => line.length)) + 2;
  return lines.map((line, index) => centred(line, width, index % 2 === 0 ? '─' : ' '));
}

function drawOperation(lines: string[], { cells, from, to }: DrawnOperation): void {
  const isBarrier = cells.some(({ kind }) => kind === 'barrier');
  if (!isBarrier) for (let line = 2 * from + 1; line < 2 * to; line++) lines[line] = line % 2 === 0 ? '┼' : '│';
  for (const { qubit, kind, text } of cells) lines[2 * qubit] = kind === 'box' ? `[${text}]` : SYMBOLS[kind];
}

function centred(text: string, width: number, filler: string): string {
  const before = Math.floor((width - text.length) / 2);
  return filler.repeat(before) + text + filler.repeat(width - text.length - before);
}

function wireNames(qubits: number): readonly string[] {
  const width = String(qubits - 1).length;
  return Array.from({ length: 2 * qubits - 1 }, (_, line) => {
    return line % 2 === 0 ? `q${String(line / 2).padEnd(width)} ─` : ' '.repeat(width + 3);
  });
}

/** Groups of columns, each no wider than allowed, but at least one column. */
function brokenInto(
  columns: readonly (readonly string[])[],
  width: number,
): readonly (readonly (readonly string[])[])[] {
  const systems: (readonly string[])[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const columnWidth = column[0].length;
    if (used > 0 && used + columnWidth > width) {
      systems.push([]);
      used = 0;
    }
    systems.at(-1)?.push(column);
    used += columnWidth;
  }
  return systems;
}

function joined(names: readonly string[], columns: readonly (readonly string[])[]): readonly string[] {
  return names.map((name, line) => (name + columns.map((column) => column[line]).join('')).trimEnd());
}
