import { invalidQasm, type QasmPlace } from './qasm-fault.ts';
import { fittedNumber, type NumberType } from './qasm-number.ts';

/** Most elements of one array. */
export const MAX_QASM_ARRAY = 1_048_576;
/** Most dimensions of an array, as the specification has it. */
export const MAX_QASM_DIMENSIONS = 7;

/** Which part of a dimension is meant: one place, which makes the dimension vanish, or several. */
export type ArrayPart = number | readonly number[];

/**
 * An array, or a part of one that shares its elements. The last dimension runs fastest; without dimensions it is one element.
 */
export class QasmArray {
  readonly element: NumberType;
  readonly dimensions: readonly number[];
  readonly #store: number[];
  readonly #places: readonly number[];

  private constructor(element: NumberType, dimensions: readonly number[], store: number[], places: readonly number[]) {
    this.element = element;
    this.dimensions = dimensions;
    this.#store = store;
    this.#places = places;
  }

  /** An array of zeros. Throws `QASM_INVALID` for dimensions that cannot be. */
  static zeros(place: QasmPlace, element: NumberType, dimensions: readonly number[]): QasmArray {
    if (dimensions.length < 1 || dimensions.length > MAX_QASM_DIMENSIONS) {
      throw invalidQasm(place, `an array has 1 to ${MAX_QASM_DIMENSIONS} dimensions`);
    }
    if (dimensions.some((size) => size < 1)) throw invalidQasm(place, 'a dimension is at least 1');
    const count = dimensions.reduce((product, size) => product * size, 1);
    if (count > MAX_QASM_ARRAY) throw invalidQasm(place, `an array has at most ${MAX_QASM_ARRAY} elements`);
    const store = Array.from({ length: count }, () => 0);
    return new QasmArray(element, dimensions, store, [...store.keys()]);
  }

  /** How many elements there are. */
  get size(): number {
    return this.#places.length;
  }

  /** A part of the array: the first dimensions cut down, the others whole. */
  part(parts: readonly ArrayPart[]): QasmArray {
    let places = this.#places;
    let before = 1;
    const dimensions: number[] = [];
    for (const [dimension, size] of this.dimensions.entries()) {
      const part = parts.at(dimension);
      const behind = places.length / before / size;
      if (part !== undefined) places = cut(places, { before, size, behind }, typeof part === 'number' ? [part] : part);
      const left = part === undefined ? size : typeof part === 'number' ? 1 : part.length;
      if (typeof part !== 'number') dimensions.push(left);
      before *= left;
    }
    return new QasmArray(this.element, dimensions, this.#store, places);
  }

  /** The elements. */
  values(): readonly number[] {
    return this.#places.map((place) => this.#store[place]);
  }

  /** Replaces the elements, which must be as many. */
  assign(place: QasmPlace, values: readonly number[]): void {
    if (values.length !== this.#places.length) {
      throw invalidQasm(place, `${values.length} elements do not fill ${this.#places.length}`);
    }
    for (const [index, value] of values.entries()) {
      this.#store[this.#places[index]] = fittedNumber(place, value, this.element);
    }
  }

  /** Whether another has the same dimensions. */
  isShapedLike({ dimensions }: QasmArray): boolean {
    return (
      dimensions.length === this.dimensions.length && dimensions.every((size, index) => size === this.dimensions[index])
    );
  }
}

/** Keeps some of the middle one of three dimensions. */
function cut(
  places: readonly number[],
  { before, size, behind }: { readonly before: number; readonly size: number; readonly behind: number },
  kept: readonly number[],
): readonly number[] {
  const left: number[] = [];
  for (let outer = 0; outer < before; outer++) {
    for (const at of kept) {
      const start = (outer * size + at) * behind;
      for (let index = 0; index < behind; index++) left.push(places[start + index]);
    }
  }
  return left;
}
