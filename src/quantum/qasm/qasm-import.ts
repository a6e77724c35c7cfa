import { elaborate, type ImportedCircuit } from './qasm-elaborator.ts';
import { parseQasm } from './qasm-parser.ts';

/**
 * Reads an OpenQASM 2 or 3 program into a circuit.
 *
 * Throws `QASM_INVALID` where it is wrong and `QASM_UNSUPPORTED` where no circuit can be made of it, with line and column.
 */
export function importQasm(unverifiedSource: string): ImportedCircuit {
  return elaborate(parseQasm(unverifiedSource));
}
