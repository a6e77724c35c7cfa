import { angleText } from '../angle-text.ts';
import type { Circuit } from '../circuit/circuit.ts';
import type { Condition } from '../circuit/condition.ts';
import { type Operation, qubitsOf, type UnitaryOperation } from '../circuit/operation.ts';

/** What stands on one wire in one column. */
export interface DrawnCell {
  readonly qubit: number;
  readonly kind: 'box' | 'control' | 'open-control' | 'flip' | 'swap' | 'barrier';
  /** What is written in a box. */
  readonly text: string;
}

/** One operation in its column. */
export interface DrawnOperation {
  readonly column: number;
  readonly cells: readonly DrawnCell[];
  /** First and last wire that it spans. */
  readonly from: number;
  readonly to: number;
}

/** A circuit as it is drawn: operations stand as far left as their wires allow. */
export interface CircuitLayout {
  readonly qubits: number;
  readonly columns: number;
  readonly operations: readonly DrawnOperation[];
}

/** Puts the operations of a circuit into columns; what a bit decides stands behind what writes it. */
export function circuitLayout(circuit: Circuit): CircuitLayout {
  const [free, bitFree] = [new Int32Array(circuit.qubits), new Int32Array(circuit.bits)];
  const operations = circuit.operations.map((operation): DrawnOperation => {
    const named = qubitsOf(operation);
    const wires = named.length === 0 ? [0] : named;
    const [from, to] = [Math.min(...wires), Math.max(...wires)];
    const bits = (operation.when ?? []).flatMap((condition) => condition.bits).map((bit) => bitFree[bit]);
    const column = Math.max(...free.subarray(from, to + 1), ...bits);
    free.fill(column + 1, from, to + 1);
    if (operation.kind === 'measure') bitFree[operation.bit] = column + 1;
    return { column, cells: drawnCells(operation, wires), from, to };
  });
  return { qubits: circuit.qubits, columns: Math.max(...free), operations };
}

function drawnCells(operation: Operation, wires: readonly number[]): readonly DrawnCell[] {
  const condition = conditionText(operation.when);
  const boxes = (text: string): readonly DrawnCell[] =>
    wires.map((qubit) => ({ qubit, kind: 'box', text: `${text}${condition}` }));
  switch (operation.kind) {
    case 'gate':
    case 'matrix':
      return unitaryCells(operation, wires, condition);
    case 'measure':
      return boxes(`M c${operation.bit}`);
    case 'reset':
      return boxes('|0>');
    case 'barrier':
      return wires.map((qubit) => ({ qubit, kind: 'barrier', text: '' }));
    default:
      return boxes(`~${operation.channel.label}~`);
  }
}

function unitaryCells(operation: UnitaryOperation, wires: readonly number[], condition: string): readonly DrawnCell[] {
  const controls = operation.controls.map(({ qubit, value }): DrawnCell => {
    return { qubit, kind: value === 1 ? 'control' : 'open-control', text: '' };
  });
  const targets = operation.targets.length === 0 ? wires.slice(0, 1) : operation.targets;
  const isSymbol = operation.kind === 'gate' && condition === '';
  const cells = targets.map((qubit, index): DrawnCell => {
    if (isSymbol && operation.gate === 'x' && controls.length > 0) return { qubit, kind: 'flip', text: '' };
    if (isSymbol && operation.gate === 'swap') return { qubit, kind: 'swap', text: '' };
    const place = targets.length > 1 && operation.kind === 'matrix' ? ` ${index}` : '';
    return { qubit, kind: 'box', text: `${gateText(operation)}${place}${condition}` };
  });
  return [...cells, ...controls];
}

function gateText(operation: UnitaryOperation): string {
  if (operation.kind === 'matrix') return operation.label;
  const name = operation.gate === 'gphase' ? 'phase' : operation.gate.toUpperCase().replace(/DG$/u, '†');
  return operation.parameters.length === 0 ? name : `${name}(${operation.parameters.map(shortAngle).join(',')})`;
}

function shortAngle(angle: number): string {
  const text = angleText(angle, 'π');
  return text.includes('π') ? text : String(Number(angle.toFixed(3)));
}

function conditionText(conditions: readonly Condition[] | undefined): string {
  const texts = (conditions ?? []).map(({ bits, value, negated }) => {
    return `${bits.map((bit) => `c${bit}`).join('')}${negated ? '≠' : '='}${value}`;
  });
  return texts.length === 0 ? '' : ` if ${texts.join(',')}`;
}
