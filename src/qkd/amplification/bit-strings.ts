/** Bytes that hold so many bits. */
export function bytesOfBits(bits: number): number {
  return Math.ceil(bits / 8);
}

/** Packs bits, one a byte, into bytes: bit i is bit i mod 8 of byte i div 8. */
export function packBits(bits: Uint8Array): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(bytesOfBits(bits.length));
  for (let index = 0; index < bits.length; index++) {
    packed[index >> 3] = (packed[index >> 3] ?? 0) | ((bits[index] ?? 0) << (index & 7));
  }
  return packed;
}

/** The inverse of {@link packBits}. */
export function unpackBits(packed: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(count);
  for (let index = 0; index < count; index++) bits[index] = ((packed[index >> 3] ?? 0) >> (index & 7)) & 1;
  return bits;
}

/** Bits from `first` on, packed, as many bytes as `target` has; what lies outside of `packed` is 0. */
export function copyBits(packed: Uint8Array, first: number, target: Uint8Array): void {
  const shift = ((first % 8) + 8) % 8;
  const start = (first - shift) / 8;
  let low = packed[start] ?? 0;
  for (let index = 0; index < target.length; index++) {
    const high = packed[start + index + 1] ?? 0;
    target[index] = (low >> shift) | (high << (8 - shift));
    low = high;
  }
}

/** Sets the bits from `count` on to 0. */
export function clearBitsFrom(packed: Uint8Array, count: number): void {
  const rest = count & 7;
  const byte = count >> 3;
  if (rest !== 0) packed[byte] = (packed[byte] ?? 0) & ((1 << rest) - 1);
  packed.fill(0, byte + (rest === 0 ? 0 : 1));
}
