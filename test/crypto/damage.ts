/** A copy with some bits of one byte flipped. */
export function flipped(bytes: Uint8Array, index: number, bits = 1): Uint8Array {
  return bytes.map((byte, position) => (position === index ? byte ^ bits : byte));
}

/** Every way of damaging `bytes` that tests use: each byte changed, every shorter prefix, and longer by one. */
export function* damagedCopies(bytes: Uint8Array): Generator<{ readonly how: string; readonly bytes: Uint8Array }> {
  for (let index = 0; index < bytes.length; index++) {
    yield { how: `byte ${index} flipped`, bytes: flipped(bytes, index, 1 << (index % 8)) };
    yield { how: `cut to ${index} bytes`, bytes: bytes.slice(0, index) };
  }
  yield { how: 'a byte longer', bytes: Uint8Array.of(...bytes, 0) };
}
