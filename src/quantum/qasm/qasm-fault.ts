import { QForgeError } from '../../base/index.ts';

/** A place in a program; both count from 1. */
export interface QasmPlace {
  readonly line: number;
  readonly column: number;
}

/** A `QASM_INVALID`: what stands here is no OpenQASM. */
export function invalidQasm({ line, column }: QasmPlace, reason: string): QForgeError<'QASM_INVALID'> {
  return new QForgeError('QASM_INVALID', { line, column, reason });
}

/** A `QASM_UNSUPPORTED`: what stands here is OpenQASM, but no circuit can be made of it. */
export function unsupportedQasm({ line, column }: QasmPlace, what: string): QForgeError<'QASM_UNSUPPORTED'> {
  return new QForgeError('QASM_UNSUPPORTED', { line, column, what });
}
