import type { SecretBytes } from '../base/index.ts';

/** Names of the protocols that a link can run. */
export type QkdProtocolName = 'bb84' | 'bb84-decoy' | 'e91' | 'bbm92' | 'sarg04' | 'six-state';

/** How far a key may be from a perfect one: the probabilities that bound each kind of failure. */
export interface SecurityParameters {
  /** Probability that the keys of the two ends differ unnoticed. */
  readonly correctness: number;
  /** Trace distance from a key of which nobody else knows anything. */
  readonly secrecy: number;
  /** Probability that a changed message passes as authentic. */
  readonly authentication: number;
}

/** What became of one block of pulses. Counts are in bits unless the name says otherwise. */
export interface KeyBlockReport {
  readonly protocol: QkdProtocolName;
  /** True when no quantum hardware stands behind the block: then its key adds no security. */
  readonly simulated: boolean;
  readonly pulses: number;
  readonly detections: number;
  readonly sifted: number;
  /** Bits that were disclosed to estimate the error rate, and thrown away. */
  readonly tested: number;
  /** Quantum bit error rate of the disclosed bits, 0 to 1. */
  readonly qber: number;
  /** Bits in error that reconciliation found. */
  readonly errors: number;
  /** Bits of the key disclosed by reconciliation and verification. */
  readonly leakedBits: number;
  /** Bits of key that went back into the authentication of the next blocks. */
  readonly authenticationBits: number;
  /** Length of the key that was handed out. */
  readonly finalBits: number;
  readonly secretKeyRatePerPulse: number;
  readonly security: SecurityParameters;
  /** The CHSH sum that was measured, where the protocol measures it. */
  readonly chsh?: number;
}

/** One block of final key: the same bytes at both ends, held by whoever simulates both. */
export interface KeyBlock {
  readonly alice: SecretBytes;
  readonly bob: SecretBytes;
  readonly report: KeyBlockReport;
}

/** Makes blocks of secret key for two ends; what key pools are filled from. */
export interface QkdSession {
  readonly protocol: QkdProtocolName;
  readonly simulated: boolean;
  /** Runs the link for one block. Throws `QKD_ABORTED` when the block yields no key, which says why; the next may. */
  nextBlock(): Promise<KeyBlock>;
}
