import type { Condition } from '../circuit/condition.ts';
import type { QasmArray } from './qasm-array.ts';

/** A value: numbers that are known now, bits that are known only when the circuit runs, or what they must be. */
export type QasmValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'array'; readonly array: QasmArray }
  | { readonly kind: 'bits'; readonly indices: readonly number[] }
  | { readonly kind: 'conditions'; readonly conditions: readonly Condition[] };
