/**
 * A plain byte array with memory of its own that holds whatever was there before, where the platform can do that: in Node it saves
 * overwriting what will be overwritten anyway. Not a Buffer, whose slice() would give a view where a copy is meant.
 */
export function uninitialisedBytes(length: number): Uint8Array<ArrayBuffer> {
  if (typeof Buffer === 'undefined') return new Uint8Array(length);
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}
