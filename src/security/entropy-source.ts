import type { RandomSource } from '../base/index.ts';

/** Something that gives raw, unpredictable bytes. */
export interface EntropySource {
  readonly name: string;
  /** Where its bytes come from, as the operating system says; never concluded from a path. */
  readonly provenance: string;
  /** The least min-entropy of each byte that it is held to have, in bits. */
  readonly entropyBits: number;
  /** Reads exactly so many bytes. Rejects with `ENTROPY_UNREADABLE`. */
  read(bytes: number): Promise<Uint8Array>;
}

/** The operating system's own generator: always there, and held to have what it promises but for a margin. */
export function systemSource(random: RandomSource): EntropySource {
  return {
    name: 'system',
    provenance: 'random number generator of the operating system',
    entropyBits: 7,
    read: (bytes) => Promise.resolve(random.fill(new Uint8Array(bytes))),
  };
}
