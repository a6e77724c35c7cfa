import type { QasmExpression, QasmIndex } from './qasm-expression.ts';
import type { QasmPlace } from './qasm-fault.ts';

/** A modifier of a gate. */
export interface QasmModifier extends QasmPlace {
  readonly kind: 'ctrl' | 'negctrl' | 'inv' | 'pow';
  /** How many controls, or which power. */
  readonly operand: QasmExpression | undefined;
}

/** A gate on operands. */
export interface QasmGateCall extends QasmPlace {
  readonly kind: 'gate';
  readonly name: string;
  readonly modifiers: readonly QasmModifier[];
  readonly angles: readonly QasmExpression[];
  readonly operands: readonly QasmExpression[];
}

/** The definition of a gate. */
export interface QasmGateDefinition extends QasmPlace {
  readonly kind: 'define';
  readonly name: string;
  readonly parameters: readonly string[];
  readonly qubits: readonly string[];
  /** Undefined for a gate that OpenQASM 2 declares as opaque. */
  readonly body: readonly QasmStatement[] | undefined;
}

/** A measurement; `into` are the bits. */
export interface QasmMeasurement extends QasmPlace {
  readonly kind: 'measure';
  readonly operand: QasmExpression;
  readonly into: QasmExpression;
}

/** A loop over known values. */
export interface QasmLoop extends QasmPlace {
  readonly kind: 'for';
  readonly variable: string;
  readonly over: QasmIndex;
  readonly body: readonly QasmStatement[];
}

/** A statement, as it is written. */
export type QasmStatement =
  | QasmGateCall
  | QasmGateDefinition
  | QasmMeasurement
  | QasmLoop
  | (QasmPlace & { readonly kind: 'qubits' | 'bits'; readonly name: string; readonly size: QasmExpression | undefined })
  | (QasmPlace & {
      readonly kind: 'number';
      readonly name: string;
      readonly type: string;
      readonly isConstant: boolean;
      readonly width: QasmExpression | undefined;
      readonly value: QasmExpression | undefined;
    })
  | (QasmPlace & { readonly kind: 'alias'; readonly name: string; readonly parts: readonly QasmExpression[] })
  | (QasmPlace & {
      readonly kind: 'assign';
      readonly target: QasmExpression;
      readonly operator: string;
      readonly value: QasmExpression;
    })
  | (QasmPlace & { readonly kind: 'reset'; readonly operand: QasmExpression })
  | (QasmPlace & { readonly kind: 'barrier'; readonly operands: readonly QasmExpression[] })
  | (QasmPlace & {
      readonly kind: 'if';
      readonly condition: QasmExpression;
      readonly whenTrue: readonly QasmStatement[];
      readonly otherwise: readonly QasmStatement[];
    });

/** A program: its version, 2 or 3, and what it does. */
export interface QasmProgram {
  readonly version: 2 | 3;
  readonly statements: readonly QasmStatement[];
}
