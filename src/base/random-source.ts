/** Randomness, handed in. Only a cryptographic source may feed keys; simulators take a seeded one. */
export interface RandomSource {
  /** Fills `target` with random bytes and returns it. */
  fill<T extends Uint8Array>(target: T): T;
}
