import { assert, SecretBytes } from '../../base/index.ts';

/** Each byte of a text and a pad of the same length combined by exclusive or: sealing and opening alike. Use a pad once. */
export function oneTimePad(text: Uint8Array, pad: SecretBytes): Uint8Array<ArrayBuffer> {
  assert(text.length === pad.length, 'a pad is as long as its text');
  const padBytes = pad.expose();
  const combined = new Uint8Array(new ArrayBuffer(text.length));
  for (let index = 0; index < text.length; index += 1) combined[index] = (text[index] ?? 0) ^ (padBytes[index] ?? 0);
  return combined;
}

/** One secret of exactly `bytes` bytes from pieces that hold at least as many; the pieces are wiped. */
export function joinPieces(pieces: readonly SecretBytes[], bytes: number): SecretBytes {
  const joined = Buffer.allocUnsafeSlow(pieces.reduce((sum, piece) => sum + piece.length, 0));
  assert(joined.length >= bytes, 'the pieces hold enough');
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece.expose(), offset);
    offset += piece.length;
    piece.wipe();
  }
  const secret = SecretBytes.take(joined.subarray(0, bytes));
  joined.fill(0);
  return secret;
}
