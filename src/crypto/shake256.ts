/** SHAKE256 of FIPS 202 §6.2: `outputBytes` bytes drawn from the joined parts, in memory that may be wiped. */
export type Shake256 = (outputBytes: number, ...parts: readonly Uint8Array[]) => Uint8Array;
