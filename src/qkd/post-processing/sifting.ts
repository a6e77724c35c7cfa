import type { QkdProtocolName } from '../key-block.ts';

/** What the two ends record of one pulse, as small numbers. */
export interface SentPulse {
  readonly basis: number;
  readonly bit: number;
}

/** What Alice announces of a detection: nothing to keep, a key bit, or a part of the CHSH sum. */
export const SIFT_DISCARD = 0;
/** The detection gives a bit of the sifted key. */
export const SIFT_KEEP = 1;
/** The detection belongs to the CHSH sum. */
export const SIFT_CHSH = 2;

/**
 * How one protocol turns detections into bits: who announces what, and which bit each end takes.
 *
 * docs/spec/qkd-post-processing.md §4.
 */
export interface SiftingRule {
  /** Whether Bob announces his bases with the detections; otherwise he says afterwards which were conclusive. */
  readonly bobAnnouncesBases: boolean;
  /** Largest basis that Bob may announce. */
  readonly largestBasis: number;
  /** What Alice announces (two bits) of a pulse; `coin` is a random bit. */
  announcement(sent: SentPulse, bobBasis: number, coin: number): number;
  /** What becomes of a detection, as Bob sees it from the announcement. */
  verdict(announcement: number, bobBasis: number, bobBit: number): number;
  /** The key bit of Alice and of Bob. */
  aliceBit(sent: SentPulse): number;
  bobBit(basis: number, bit: number): number;
}

const sameBasis = (bases: number): SiftingRule => ({
  bobAnnouncesBases: true,
  largestBasis: bases - 1,
  announcement: (sent, bobBasis) => (sent.basis === bobBasis ? SIFT_KEEP : SIFT_DISCARD),
  verdict: (announcement) => (announcement === SIFT_KEEP ? SIFT_KEEP : SIFT_DISCARD),
  aliceBit: ({ bit }) => bit,
  bobBit: (_basis, bit) => bit,
});

/** Bases are the angles of `PAIR_ANGLES`: only 0 and 2 are used. */
const bbm92: SiftingRule = { ...sameBasis(2), largestBasis: 2 };

const e91: SiftingRule = {
  ...sameBasis(2),
  largestBasis: 3,
  announcement: (sent, bobBasis) => {
    if (sent.basis === bobBasis) return SIFT_KEEP;
    return sent.basis % 2 === 0 && bobBasis % 2 === 1 ? SIFT_CHSH : SIFT_DISCARD;
  },
  verdict: (announcement) => (announcement <= SIFT_CHSH ? announcement : SIFT_DISCARD),
};

/**
 * Alice announces two states that do not commute, one of them sent: bit 0 is the one in basis 0, bit 1 that in basis 1.
 * An outcome which rules one of them out tells Bob the other; her bit is the basis.
 */
const sarg04: SiftingRule = {
  bobAnnouncesBases: false,
  largestBasis: 1,
  announcement: ({ basis, bit }, _bobBasis, coin) => (basis === 0 ? bit | (coin << 1) : coin | (bit << 1)),
  verdict: (announcement, bobBasis, bobBit) => (((announcement >> bobBasis) & 1) === bobBit ? SIFT_DISCARD : SIFT_KEEP),
  aliceBit: ({ basis }) => basis,
  bobBit: (basis) => 1 - basis,
};

/** The rule of each protocol. */
export const siftingRules: Readonly<Record<QkdProtocolName, SiftingRule>> = {
  bb84: sameBasis(2),
  'bb84-decoy': sameBasis(2),
  'six-state': sameBasis(3),
  bbm92,
  e91,
  sarg04,
};

/** Adds up the correlations of the CHSH sum: S = E(0,1) - E(0,3) + E(2,1) + E(2,3). */
export class ChshSum {
  readonly #counts = new Float64Array(16);
  readonly #correlations = new Float64Array(16);

  /** Counts one pair of outcomes at two different angles. */
  add(aliceBasis: number, bobBasis: number, aliceBit: number, bobBit: number): void {
    const cell = (aliceBasis & 3) * 4 + (bobBasis & 3);
    this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
    this.#correlations[cell] = (this.#correlations[cell] ?? 0) + (aliceBit === bobBit ? 1 : -1);
  }

  /** The sum; undefined before there is something of every kind. */
  get value(): number | undefined {
    const cells = [1, 3, 9, 11].map((cell) => (this.#correlations[cell] ?? 0) / (this.#counts[cell] ?? 0));
    const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = cells;
    const sum = a - b + c + d;
    return Number.isNaN(sum) ? undefined : sum;
  }

  /** Pairs counted in all. */
  get count(): number {
    return this.#counts.reduce((sum, each) => sum + each, 0);
  }
}
