import type { SecretBytes } from '../base/index.ts';

/** What one guess at a passphrase costs with Argon2id: RFC 9106 §3.1. */
export interface WorkFactors {
  /** Memory m in KiB. */
  readonly memoryKiB: number;
  /** Passes t over it. */
  readonly passes: number;
  /** Lanes p. */
  readonly parallelism: number;
}

/** A 32-byte key from a passphrase by Argon2id, without blocking the caller's thread. `salt` has 16 bytes. */
export type PassphraseKdf = (passphrase: SecretBytes, salt: Uint8Array, work: WorkFactors) => Promise<SecretBytes>;

/** The second recommendation of RFC 9106 §4: about 0.2 s of one core. */
export const defaultWorkFactors: WorkFactors = { memoryKiB: 64 * 1024, passes: 3, parallelism: 1 };

/** Limits for work that a file asks for, so that a hostile one costs seconds at most. */
const MAX_MEMORY_KIB = 1024 * 1024;
const MAX_PARALLELISM = 16;
const MAX_MEMORY_TIMES_PASSES_KIB = 4 * 1024 * 1024;
/** RFC 9106 §3.1: at least eight blocks of 1 KiB to a lane. */
const MIN_MEMORY_KIB_PER_LANE = 8;

/** Whether Argon2id takes these factors and they stay within the limits. */
export function isBearableWork({ memoryKiB, passes, parallelism }: WorkFactors): boolean {
  return (
    parallelism >= 1 &&
    parallelism <= MAX_PARALLELISM &&
    memoryKiB >= MIN_MEMORY_KIB_PER_LANE * parallelism &&
    memoryKiB <= MAX_MEMORY_KIB &&
    passes >= 1 &&
    memoryKiB * passes <= MAX_MEMORY_TIMES_PASSES_KIB
  );
}
