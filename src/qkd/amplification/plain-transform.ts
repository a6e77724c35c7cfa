import { addProducts, evaluateEverywhere, interpolateEverywhere } from './additive-transform.ts';
import { FIELD_SIZE } from './cantor-field.ts';
import type { ToeplitzTransform, TransformValues } from './toeplitz-transform.ts';

/** The transform in TypeScript, for machines without WebAssembly SIMD. */
export const plainTransform: ToeplitzTransform = {
  name: 'plain',
  evaluate: (coefficients) => {
    const all = new Uint8Array(FIELD_SIZE);
    all.set(coefficients);
    return evaluateEverywhere(all);
  },
  interpolateProducts: (pairs) => {
    const sum = new Uint16Array(FIELD_SIZE);
    for (const [first, second] of pairs) addProducts(sum, elementsOf(first), elementsOf(second));
    return interpolateEverywhere(sum);
  },
  wipe: () => undefined,
};

/** The values as this transform has made them. */
function elementsOf(values: TransformValues): Uint16Array {
  return values instanceof Uint16Array ? values : new Uint16Array(values.buffer);
}
