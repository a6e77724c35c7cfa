/** The modulus of ML-KEM: FIPS 203 §2.4. */
const Q = 3329;

/**
 * Whether every coefficient of an encoded vector is reduced, so that decoding and encoding give the same bytes.
 *
 * `encoded` holds pairs of 12-bit coefficients in three bytes each (ByteEncode_12, FIPS 203 §4.2.1).
 */
export function isReducedModulo(encoded: Uint8Array): boolean {
  let reduced = encoded.length % 3 === 0;
  for (let offset = 0; offset + 2 < encoded.length; offset += 3) {
    const [low = 0, middle = 0, high = 0] = encoded.subarray(offset, offset + 3);
    reduced = reduced && (low | ((middle & 0x0f) << 8)) < Q && ((middle >> 4) | (high << 4)) < Q;
  }
  return reduced;
}
