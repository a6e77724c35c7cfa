/** Hash functions: FIPS 180-4, FIPS 202, RFC 7693. */
export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512' | 'SHA3-256' | 'SHA3-384' | 'SHA3-512' | 'BLAKE2s' | 'BLAKE2b';

/** A hash being computed piece by piece. */
export interface HashStream {
  update(bytes: Uint8Array): this;
  digest(): Uint8Array;
}

/** One hash function of one backend, with HMAC (RFC 2104) and HKDF (RFC 5869) on it. Lengths in bytes. */
export interface Hash {
  readonly name: HashName;
  readonly digestBytes: number;
  readonly blockBytes: number;
  /** The digest of the parts, joined. */
  digest(...parts: readonly Uint8Array[]): Uint8Array;
  stream(): HashStream;
  hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** HKDF-Extract and -Expand in one; at most 255 digests long. Throws `ARGUMENT_INVALID`. */
  hkdf(inputKey: Uint8Array, salt: Uint8Array, info: Uint8Array, outputBytes: number): Uint8Array;
}
