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

/** A loop over known values: those of a set or a range, or the elements of an array. */
export interface QasmLoop extends QasmPlace {
  readonly kind: 'for';
  readonly variable: string;
  readonly over: QasmIndex | { readonly kind: 'elements'; readonly of: QasmExpression };
  readonly body: readonly QasmStatement[];
}

/** The type of a classical value: that of a number, or bits. */
export interface QasmType {
  readonly type: string;
  /** Width of a number, or how many bits. */
  readonly width: QasmExpression | undefined;
}

/** The type of an array. */
export interface QasmArrayType {
  readonly element: QasmType;
  /** The sizes of its dimensions, or how many of any size it has. */
  readonly dimensions: readonly QasmExpression[] | { readonly count: QasmExpression };
}

/** A parameter of a subroutine. */
export type QasmParameter = QasmPlace & { readonly name: string } & (
    | { readonly kind: 'qubits' | 'bits'; readonly size: QasmExpression | undefined }
    | { readonly kind: 'number'; readonly type: QasmType }
    | { readonly kind: 'array'; readonly type: QasmArrayType; readonly isMutable: boolean }
  );

/** The definition of a subroutine. */
export interface QasmSubroutine extends QasmPlace {
  readonly kind: 'subroutine';
  readonly name: string;
  readonly parameters: readonly QasmParameter[];
  readonly returns: QasmType | undefined;
  readonly body: readonly QasmStatement[];
}

/** The declaration of an array. */
export interface QasmArrayDeclaration extends QasmPlace {
  readonly kind: 'array';
  readonly name: string;
  readonly isConstant: boolean;
  readonly element: QasmType;
  readonly dimensions: readonly QasmExpression[];
  readonly value: QasmExpression | undefined;
}

/** A new value for a variable, or for bits. */
export interface QasmAssignment extends QasmPlace {
  readonly kind: 'assign';
  readonly target: QasmExpression;
  readonly operator: string;
  readonly value: QasmExpression;
  /** Whether it stands in the declaration of what it sets. */
  readonly isInitial: boolean;
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
  | QasmAssignment
  | QasmArrayDeclaration
  | QasmSubroutine
  | (QasmPlace & { readonly kind: 'evaluate'; readonly expression: QasmExpression })
  | (QasmPlace & { readonly kind: 'return'; readonly value: QasmExpression | undefined })
  | (QasmPlace & { readonly kind: 'break' | 'continue' | 'end' })
  | (QasmPlace & {
      readonly kind: 'while';
      readonly condition: QasmExpression;
      readonly body: readonly QasmStatement[];
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
