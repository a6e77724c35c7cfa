/** One family of codes: its rate, the error rate up to which long codes of it decode, and the degrees of its bits. */
export interface LdpcRate {
  readonly rate: number;
  /** Threshold of belief propagation on the binary symmetric channel. */
  readonly threshold: number;
  /** Degree and how many of {@link LDPC_FRAME_BITS} bits have it. */
  readonly degrees: readonly (readonly [degree: number, bits: number])[];
}

/** Bits of a frame. */
export const LDPC_FRAME_BITS = 4000;

/**
 * Degrees optimised for the binary symmetric channel by Elkouss et al., ISIT 2009 (arXiv:0901.2140), as counted in the
 * codes of 4000 bits that Kiktenko et al. publish; thresholds as the paper gives them. Highest rate first.
 */
export const ldpcRates: readonly LdpcRate[] = [
  {
    rate: 0.9,
    threshold: 0.0109,
    degrees: [
      [2, 770],
      [3, 1876],
      [5, 358],
      [9, 437],
      [12, 511],
      [21, 48],
    ],
  },
  {
    rate: 0.8,
    threshold: 0.0298,
    degrees: [
      [2, 1111],
      [3, 1423],
      [6, 471],
      [7, 288],
      [8, 290],
      [17, 100],
      [26, 317],
    ],
  },
  {
    rate: 0.7,
    threshold: 0.0504,
    degrees: [
      [2, 648],
      [3, 2379],
      [6, 36],
      [9, 420],
      [12, 246],
      [25, 193],
      [46, 50],
      [62, 11],
      [65, 15],
      [73, 2],
    ],
  },
  {
    rate: 0.6,
    threshold: 0.0766,
    degrees: [
      [2, 1300],
      [3, 1633],
      [8, 417],
      [9, 389],
      [26, 131],
      [27, 78],
      [46, 4],
      [71, 48],
    ],
  },
  {
    rate: 0.5,
    threshold: 0.1071,
    degrees: [
      [2, 1591],
      [3, 1398],
      [4, 101],
      [5, 10],
      [6, 173],
      [8, 149],
      [9, 137],
      [10, 28],
      [11, 3],
      [14, 97],
      [15, 193],
      [17, 19],
      [47, 4],
      [49, 3],
      [55, 1],
      [57, 43],
      [58, 24],
      [59, 19],
      [66, 7],
    ],
  },
];
