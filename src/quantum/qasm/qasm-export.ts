import { QForgeError } from '../../base/index.ts';
import { angleText } from '../angle-text.ts';
import type { Circuit } from '../circuit/circuit.ts';
import type { Condition } from '../circuit/condition.ts';
import type { Control, Operation, UnitaryOperation } from '../circuit/operation.ts';
import type { GateName } from '../gates/gate-table.ts';
import { matrixAngles } from './matrix-angles.ts';

/** Definitions of gates that stdgates.inc does not have, in the order in which they need each other. */
const DEFINITIONS: ReadonlyMap<GateName, string> = new Map([
  ['u', 'gate u(a, b, c) q { gphase(-a/2); U(a, b, c) q; }'],
  ['sxdg', 'gate sxdg q { inv @ sx q; }'],
  ['rzz', 'gate rzz(a) q, r { cx q, r; rz(a) r; cx q, r; }'],
  ['rxx', 'gate rxx(a) q, r { h q; h r; cx q, r; rz(a) r; cx q, r; h q; h r; }'],
  ['ryy', 'gate ryy(a) q, r { sdg q; sdg r; h q; h r; cx q, r; rz(a) r; cx q, r; h q; h r; s q; s r; }'],
  ['iswap', 'gate iswap q, r { s q; s r; h q; cx q, r; cx r, q; h r; }'],
  ['iswapdg', 'gate iswapdg q, r { h r; cx r, q; cx q, r; h q; sdg r; sdg q; }'],
]);

/**
 * Writes a circuit as OpenQASM 3: the qubits are `q`, the bits `c`.
 *
 * Throws `QUANTUM_CIRCUIT_INVALID` for what OpenQASM has no words for: noise, readout errors, matrices on several qubits.
 */
export function exportQasm({ qubits, bits, operations }: Circuit): string {
  const used = new Set(operations.map((operation) => (operation.kind === 'gate' ? operation.gate : undefined)));
  if (operations.some(({ kind }) => kind === 'matrix')) used.add('u');
  const lines = [
    'OPENQASM 3.0;',
    'include "stdgates.inc";',
    ...[...DEFINITIONS].flatMap(([gate, text]) => (used.has(gate) ? [text] : [])),
    `qubit[${qubits}] q;`,
    ...(bits === 0 ? [] : [`bit[${bits}] c;`]),
    ...operations.map((operation) => conditionText(operation.when) + statementText(operation)),
  ];
  return `${lines.join('\n')}\n`;
}

function statementText(operation: Operation): string {
  switch (operation.kind) {
    case 'gate':
      return gateText(operation.gate, operation.parameters, operation);
    case 'matrix':
      return matrixText(operation.label, operation);
    case 'measure':
      if (operation.readout !== undefined) throw unwritable('a readout error');
      return `c[${operation.bit}] = measure q[${operation.qubit}];`;
    case 'reset':
      return `reset q[${operation.qubit}];`;
    case 'barrier':
      return `barrier ${operandText(operation.qubits)};`;
    default:
      throw unwritable(operation.channel.label);
  }
}

/** Controlled gates that have a name of their own. */
const CONTROLLED_NAMES: ReadonlySet<string> = new Set([
  'cx',
  'cy',
  'cz',
  'ch',
  'cp',
  'crx',
  'cry',
  'crz',
  'ccx',
  'cswap',
]);

function gateText(name: string, angles: readonly number[], { targets, controls }: UnitaryOperation): string {
  const operands = operandText([...controls.map(({ qubit }) => qubit), ...targets]);
  const angleList = angles.length === 0 ? '' : `(${angles.map((angle) => angleText(angle)).join(', ')})`;
  const controlledName = 'c'.repeat(controls.length) + name;
  const isNamed = CONTROLLED_NAMES.has(controlledName) && controls.every(({ value }) => value === 1);
  const called = isNamed ? controlledName : `${controlText(controls)}${name}`;
  return `${called}${angleList}${operands === '' ? '' : ' '}${operands};`;
}

function matrixText(label: string, operation: UnitaryOperation): string {
  if (operation.kind !== 'matrix' || operation.targets.length !== 1)
    throw unwritable(`the matrix ${label} on several qubits`);
  const { phase, angles } = matrixAngles(operation.matrix);
  return `${gateText('gphase', [phase], { ...operation, targets: [] })} ${gateText('u', angles, operation)}`;
}

function controlText(controls: readonly Control[]): string {
  return controls.map(({ value }) => (value === 1 ? 'ctrl @ ' : 'negctrl @ ')).join('');
}

function operandText(qubits: readonly number[]): string {
  return qubits.map((qubit) => `q[${qubit}]`).join(', ');
}

/** A condition on several bits is written bit by bit. */
function conditionText(conditions: readonly Condition[] | undefined): string {
  return (conditions ?? [])
    .map(({ bits, value, negated }) => {
      const equal = bits.map((bit, index) => `c[${bit}] == ${Math.floor(value / 2 ** index) % 2}`).join(' && ');
      if (value >= 2 ** bits.length) return negated ? '' : 'if (false) ';
      return negated ? `if (!(${equal})) ` : `if (${equal}) `;
    })
    .join('');
}

function unwritable(what: string): QForgeError {
  return new QForgeError('QUANTUM_CIRCUIT_INVALID', { reason: `OpenQASM has no words for ${what}` });
}
