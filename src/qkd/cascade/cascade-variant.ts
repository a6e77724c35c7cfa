/** Names of the variants, after Martinez-Mateo et al., Quantum Inf. Comput. 15, 453 (2015). */
export type CascadeName = 'original' | 'biconf' | 'opt2' | 'opt3' | 'opt7' | 'opt8';

/** One way to choose the blocks of Cascade. */
export interface CascadeVariant {
  readonly name: CascadeName;
  /** Size of the blocks in each pass, for a key of `length` bits with the error rate `qber`. */
  blockSizes(length: number, qber: number): readonly number[];
  /** Whether parities of parts of blocks that are known from earlier searches are used again. */
  readonly reusesParts: boolean;
  /** Random halves that must agree, one after the other, before the key is taken to be right (BICONF). */
  readonly confirmations: number;
}

/** Error rates below this are treated as this, so that blocks stay finite. */
const LEAST_ERROR_RATE = 1e-5;

/** Later passes: halves of the key, `count` of them. */
const halves = (length: number, count: number): readonly number[] =>
  Array.from({ length: count }, () => Math.ceil(length / 2));

const powerOfTwo = (exponent: number): number => 2 ** Math.ceil(exponent);

function variant(
  name: CascadeName,
  sizes: (inverse: number, length: number) => readonly number[],
  options: { readonly reusesParts?: boolean; readonly confirmations?: number } = {},
): CascadeVariant {
  const { reusesParts = false, confirmations = 0 } = options;
  return {
    name,
    reusesParts,
    confirmations,
    blockSizes: (length, qber) => {
      const inverse = 1 / Math.max(qber, LEAST_ERROR_RATE);
      return sizes(inverse, length).map((size) => Math.max(1, Math.min(Math.ceil(size), length)));
    },
  };
}

/** The variants by name. */
export const cascadeVariants: Readonly<Record<CascadeName, CascadeVariant>> = {
  original: variant('original', (inverse) => [1, 2, 4, 8].map((factor) => factor * Math.ceil(0.73 * inverse))),
  biconf: variant('biconf', (inverse) => [1, 3].map((factor) => factor * Math.ceil(0.92 * inverse)), {
    confirmations: 10,
  }),
  opt2: variant('opt2', (inverse, length) => {
    const first = Math.ceil(0.8 * inverse);
    return [first, 5 * first, ...halves(length, 8)];
  }),
  opt3: variant('opt3', (inverse, length) => {
    const first = Math.ceil(inverse);
    return [first, 2 * first, ...halves(length, 14)];
  }),
  opt7: variant(
    'opt7',
    (inverse, length) => {
      const first = powerOfTwo(Math.log2(inverse));
      return [first, 4 * first, ...halves(length, 12)];
    },
    { reusesParts: true },
  ),
  opt8: variant(
    'opt8',
    (inverse, length) => {
      const alpha = Math.log2(inverse) - 0.5;
      return [powerOfTwo(alpha), powerOfTwo((alpha + 12) / 2), 4096, ...halves(length, 11)];
    },
    { reusesParts: true },
  ),
};
