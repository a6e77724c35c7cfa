/** Values of a polynomial at all 65,536 elements of a field; in what form and order is the transform's own business. */
export type TransformValues = Uint8Array | Uint16Array;

/** Coefficients of degree below 16 in y: their lower and upper bytes. */
export interface WideCoefficients {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

/**
 * An additive Fourier transform of polynomials in x, of degree below 2^16, whose coefficients are polynomials in y.
 *
 * Products of values are products of polynomials modulo x^65536 + x, exactly.
 */
export interface ToeplitzTransform {
  readonly name: 'simd' | 'plain';
  /** The values of a polynomial; its coefficients, up to 65,536 bytes, are of degree below 8 in y. */
  readonly evaluate: (coefficients: Uint8Array) => TransformValues;
  /** The coefficients of the sum of some products, of degree below 16 in y. What it gives lives until the next call. */
  readonly interpolateProducts: (pairs: readonly (readonly [TransformValues, TransformValues])[]) => WideCoefficients;
  /** Overwrites what the last calls left in its memory. */
  readonly wipe: () => void;
}
