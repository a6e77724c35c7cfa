/** Less is left to the garbage collector: freeing by hand costs more. */
const FREED_BYTES = 4096;

/**
 * Gives memory back at once whose last use is over. Every array on it is empty afterwards, so that a use by mistake finds nothing rather
 * than something else.
 *
 * Memory outside of V8's heap grows faster than V8 notices: at a few hundred megabytes of records a second it collected its whole heap
 * many times a second, which took as much time as the cryptography.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= FREED_BYTES) buffer.transfer(0);
}

/** As `freeBytes`, for the end of a frame with so many bytes of it before: only if nothing else lies in its record. */
export function freeIfAlone(body: Uint8Array, bytesBefore: number): void {
  if (body.byteOffset === bytesBefore && bytesBefore + body.length === body.buffer.byteLength) freeBytes(body);
}
