/** Copies a plaintext to the beginning of `target`, and overwrites it where it was. Returns its length. */
export function moveInto(target: Uint8Array, plaintext: Uint8Array): number {
  target.set(plaintext);
  plaintext.fill(0);
  return plaintext.length;
}
