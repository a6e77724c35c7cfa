import { invalidQasm, type QasmPlace } from './qasm-fault.ts';

/** The type of a number: `int`, `uint`, `float`, `angle` or `bool`, some with a width in bits. */
export interface NumberType {
  readonly type: string;
  readonly width: number | undefined;
}

/** A number as a variable of a type holds it: unsigned ones with a width wrap around, others stay. Throws `QASM_INVALID`. */
export function fittedNumber(place: QasmPlace, value: number, { type, width }: NumberType): number {
  if (Number.isNaN(value)) throw invalidQasm(place, 'the value is no number');
  if (type === 'bool') return value === 0 ? 0 : 1;
  if (type !== 'int' && type !== 'uint') return value;
  const whole = Math.trunc(value);
  if (type === 'int' || width === undefined || width > 53) return whole;
  const size = 2 ** width;
  return whole - size * Math.floor(whole / size);
}
